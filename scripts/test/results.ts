import { existsSync, readFileSync } from 'node:fs';

export type Tally = { passed: number; failed: number; skipped: number; failures: string[] };

const NOT_RUN = (what: string): Tally => ({ passed: 0, failed: 1, skipped: 0, failures: [`${what} wrote no result`] });

type VitestReport = {
  testResults: { name: string; status: string; message?: string; assertionResults: { fullName: string; status: string }[] }[];
};

/** A file that failed before its first test counts as one failure. */
export function tallyVitest(report: VitestReport): Tally {
  const tally: Tally = { passed: 0, failed: 0, skipped: 0, failures: [] };
  for (const file of report.testResults) {
    for (const test of file.assertionResults) {
      if (test.status === 'passed') tally.passed++;
      else if (test.status === 'failed') tally.failures.push(`${file.name}: ${test.fullName}`);
      else tally.skipped++;
    }
    const silent = file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed');
    if (silent) tally.failures.push(`${file.name}: ${file.message?.split('\n')[0] ?? 'failed to start'}`);
  }
  tally.failed = tally.failures.length;
  return tally;
}

type PlaywrightSuite = {
  specs?: { title: string; file: string; tests: { status: string }[] }[];
  suites?: PlaywrightSuite[];
};
type PlaywrightReport = PlaywrightSuite & { errors: { message?: string }[] };

export function tallyPlaywright(report: PlaywrightReport): Tally {
  const tally: Tally = { passed: 0, failed: 0, skipped: 0, failures: [] };
  const visit = (suite: PlaywrightSuite): void => {
    for (const spec of suite.specs ?? []) {
      for (const test of spec.tests) {
        if (test.status === 'expected') tally.passed++;
        else if (test.status === 'skipped') tally.skipped++;
        else tally.failures.push(`${spec.file}: ${spec.title}`);
      }
    }
    suite.suites?.forEach(visit);
  };
  visit(report);
  tally.failures.push(...report.errors.map((error) => error.message?.split('\n')[0] ?? 'Playwright failed'));
  tally.failed = tally.failures.length;
  return tally;
}

function read<T>(file: string, what: string, tally: (report: T) => Tally): Tally {
  return existsSync(file) ? tally(JSON.parse(readFileSync(file, 'utf8')) as T) : NOT_RUN(what);
}

export const readVitest = (file: string): Tally => read(file, 'vitest', tallyVitest);
export const readPlaywright = (file: string): Tally => read(file, 'Playwright', tallyPlaywright);
