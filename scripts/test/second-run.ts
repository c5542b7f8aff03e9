import { describeTest, findFailures, type Report, type TestResult } from './report.ts';

/** More failures than this are no accident. */
const MAX_FAILURES = 10;

/** What deserves a second run: nothing after too many failures, everything when the run itself failed, else the files that failed. */
export function planSecondRun(report: Report): 'nothing' | 'everything' | string[] {
  const count = findFailures(report).length;
  if (count === 0 || count > MAX_FAILURES) return 'nothing';
  if (report.errors.some((error) => error.file === undefined)) return 'everything';
  const failed = [...report.tests.filter((test) => test.status === 'failed'), ...report.errors];
  return [...new Set(failed.flatMap((failure) => failure.file ?? []))];
}

const isFailed = (tests: TestResult[]): boolean => tests.some((test) => test.status === 'failed');
const isPassed = (tests: TestResult[]): boolean => tests.length > 0 && tests.every((test) => test.status === 'passed');

function better(one: TestResult[], two: TestResult[]): TestResult[] {
  if (isPassed(one) || two.length === 0) return one;
  return isPassed(two) || !isFailed(one) ? two : one;
}

/** A test that passed in one of two runs counts as passed; if it failed in the other, it is flaky. Tests of one name pass or fail together. */
export function mergeRuns(first: Report, second: Report): { report: Report; flaky: string[] } {
  const [before, again] = [Map.groupBy(first.tests, describeTest), Map.groupBy(second.tests, describeTest)];
  const report: Report = { tests: [], errors: [] };
  const flaky: string[] = [];
  for (const name of new Set([...before.keys(), ...again.keys()])) {
    const [one, two] = [before.get(name) ?? [], again.get(name) ?? []];
    report.tests.push(...better(one, two));
    if ((isFailed(one) && isPassed(two)) || (isPassed(one) && isFailed(two))) flaky.push(name);
  }
  for (const error of first.errors) {
    const { file, message } = error;
    const isMended =
      second.tests.some((test) => file === undefined || test.file === file) &&
      !second.errors.some((other) => other.file === file);
    if (isMended) flaky.push(file === undefined ? message : describeTest({ file, name: message }));
    else report.errors.push(error);
  }
  // What was wrong with the second run as a whole makes its good news worthless.
  const broken = second.errors.filter((error) => error.file === undefined);
  return broken.length > 0 ? { report: first, flaky: [] } : { report, flaky };
}
