export type TestResult = { file: string; name: string; status: 'passed' | 'failed' | 'skipped' };

/** What a run of tests found, whichever tool ran them. Files are relative to the root of the project. */
export type Report = {
  tests: TestResult[];
  /** What failed outside of a test: a file that did not start, or (without a file) the run itself. */
  errors: { file?: string; message: string }[];
};

export const describeTest = ({ file, name }: { file: string; name: string }): string => `${file}: ${name}`;

export function findFailures({ tests, errors }: Report): string[] {
  return [
    ...tests.filter((test) => test.status === 'failed').map(describeTest),
    ...errors.map(({ file, message }) => (file === undefined ? message : describeTest({ file, name: message }))),
  ];
}
