import { existsSync, readFileSync } from 'node:fs';
import type { Report, TestResult } from './report.ts';

type PlaywrightSuite = {
  specs?: { title: string; file: string; line: number; tests: { status: string }[] }[];
  suites?: PlaywrightSuite[];
};
export type PlaywrightReport = PlaywrightSuite & { errors: { message?: string }[] };

const PLAYWRIGHT_STATUS: Readonly<Record<string, TestResult['status']>> = { expected: 'passed', skipped: 'skipped' };

/** @param folder where the spec files are, from the root of the project */
export function fromPlaywright(report: PlaywrightReport, folder: string): Report {
  const tests: TestResult[] = [];
  const visit = (suite: PlaywrightSuite): void => {
    for (const { title, file, line, tests: runs } of suite.specs ?? []) {
      // The line tells tests of the same title apart.
      const test = { file: `${folder}/${file}`, name: `${line} ${title}` };
      tests.push(...runs.map(({ status }) => ({ ...test, status: PLAYWRIGHT_STATUS[status] ?? 'failed' })));
    }
    suite.suites?.forEach(visit);
  };
  visit(report);
  return { tests, errors: report.errors.map(({ message }) => ({ message: message?.split('\n')[0] ?? 'Playwright failed' })) };
}

function read<T>(file: string, what: string, toReport: (content: T) => Report): Report {
  if (!existsSync(file)) return { tests: [], errors: [{ message: `${what} wrote no result` }] };
  return toReport(JSON.parse(readFileSync(file, 'utf8')) as T);
}

export const readVitest = (file: string): Report => read<Report>(file, 'vitest', (report) => report);
export const readPlaywright = (file: string, folder: string): Report =>
  read<PlaywrightReport>(file, 'Playwright', (report) => fromPlaywright(report, folder));
