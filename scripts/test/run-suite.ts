import { join } from 'node:path';
import { ROOT, runCommand } from '../steps/run-command.ts';
import { findFailures, type Report } from './report.ts';
import { readPlaywright, readVitest } from './results.ts';
import { mergeRuns, planSecondRun } from './second-run.ts';
import { VITEST_REPORT } from './vitest-reporter.ts';

export const RESULTS = join(ROOT, 'test-results');
const BROWSER_TESTS = 'e2e/browser';

export type Tally = { passed: number; failures: string[]; skipped: number; flaky: string[] };

/** How a tool runs its tests: all of them, or those of some files, one file after the other. */
type Tool = {
  command: string;
  args: (name: string, files: string[]) => string[];
  env: (name: string) => Record<string, string>;
  read: (name: string) => Report;
};

const reportOf = (name: string): string => join(RESULTS, `${name}.json`);

const vitest = (project: string): Tool => ({
  command: 'vitest',
  args: (_name, files) => [
    ...['run', '--project', project, '--reporter=default', '--reporter=./scripts/test/vitest-reporter.ts'],
    ...(files.length > 0 ? ['--no-file-parallelism', ...files] : []),
  ],
  env: (name) => ({ [VITEST_REPORT]: reportOf(name) }),
  read: (name) => readVitest(reportOf(name)),
});

const playwright = (project: string, workers: number): Tool => ({
  command: 'playwright',
  // Folders of their own: a run empties its folder, and with it the traces of the run before.
  args: (name, files) => [
    ...['test', '--project', project, '--workers', String(files.length > 0 ? 1 : workers)],
    ...['--output', join(RESULTS, name), ...files],
  ],
  env: (name) => ({ PLAYWRIGHT_JSON_OUTPUT_FILE: reportOf(name) }),
  read: (name) => readPlaywright(reportOf(name), BROWSER_TESTS),
});

const TOOLS = {
  unit: vitest('unit'),
  product: vitest('product'),
  browser: playwright('pages', 2),
  voice: playwright('voice', 1),
};

export type SuiteName = keyof typeof TOOLS;
type Options = { env: Record<string, string>; remainingMs: () => number };

async function runOnce(tool: Tool, name: string, files: string[], { env, remainingMs }: Options): Promise<Report> {
  const result = await runCommand(tool.command, tool.args(name, files), {
    env: { ...env, ...tool.env(name) },
    timeoutMs: remainingMs(),
    logFile: join(RESULTS, `${name}.log`),
  });
  const report = tool.read(name);
  if (result.timedOut) report.errors.push({ message: `${name} took too long` });
  else if (result.code !== 0 && findFailures(report).length === 0)
    report.errors.push({ message: `${name} ended with code ${result.code}` });
  if (findFailures(report).length > 0) console.log(result.output.slice(-8000));
  return report;
}

/** Runs the tests, and what failed once more when it is little, each file alone: on a busy machine a race may be lost by accident. */
export async function runSuite(suite: SuiteName, options: Options): Promise<Tally> {
  const tool = TOOLS[suite];
  let report = await runOnce(tool, suite, [], options);
  let flaky: string[] = [];
  const plan = planSecondRun(report);
  if (plan !== 'nothing') {
    for (const failure of findFailures(report)) console.log(`failed at first: ${failure}`);
    ({ report, flaky } = mergeRuns(report, await runOnce(tool, `${suite}-again`, plan === 'everything' ? [] : plan, options)));
  }
  const count = (status: string): number => report.tests.filter((test) => test.status === status).length;
  return { passed: count('passed'), skipped: count('skipped'), failures: findFailures(report), flaky };
}
