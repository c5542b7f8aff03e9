import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { ROOT } from '../steps/run-command.ts';
import type { Report, TestResult } from './report.ts';

/** Where the report goes. */
export const VITEST_REPORT = 'VITEST_REPORT';

const firstLine = (text: string): string => text.split('\n')[0] ?? '';

function toResult(test: TestCase, file: string): TestResult {
  const { state } = test.result();
  return { file, name: test.fullName, status: state === 'passed' || state === 'failed' ? state : 'skipped' };
}

/** Hooks of a file or of a `describe` that fail leave no failed test behind. */
function findErrors(module: TestModule, file: string): Report['errors'] {
  const suites = [...module.children.allSuites()];
  return [module, ...suites].flatMap((part) => part.errors().map((error) => ({ file, message: firstLine(error.message) })));
}

/** What Vitest notes of an error that no test caught: an absolute path, when it knows the file. */
type UnhandledError = { message: string; VITEST_TEST_PATH?: string };

function toError({ message, VITEST_TEST_PATH: path }: UnhandledError): Report['errors'][number] {
  return { message: `unhandled: ${firstLine(message)}`, ...(path === undefined ? {} : { file: relative(ROOT, path) }) };
}

/** Vitest's own JSON report leaves out errors that no test caught, and then looks like a success. */
export default class VitestReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly UnhandledError[]): void {
    const report: Report = { tests: [], errors: unhandled.map(toError) };
    for (const module of modules) {
      const file = relative(ROOT, module.moduleId);
      for (const test of module.children.allTests()) report.tests.push(toResult(test, file));
      report.errors.push(...findErrors(module, file));
    }
    const target = process.env[VITEST_REPORT];
    if (target === undefined) throw new Error(`${VITEST_REPORT} must name a file`);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, JSON.stringify(report));
  }
}
