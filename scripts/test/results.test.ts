import { describe, expect, it } from 'vitest';
import { findFailures } from './report.ts';
import { fromPlaywright, readVitest } from './results.ts';

describe('test results', () => {
  it('reads nested Playwright suites and errors outside of tests', () => {
    const spec = (title: string, status: string, line = 1) => ({ title, file: 'chat.spec.ts', line, tests: [{ status }] });
    const report = fromPlaywright(
      {
        suites: [
          { specs: [spec('one', 'expected')], suites: [{ specs: [spec('two', 'unexpected', 7), spec('three', 'skipped')] }] },
        ],
        errors: [{ message: 'boom\nstack' }],
      },
      'e2e/browser',
    );
    expect(report.tests.map((test) => test.status)).toEqual(['passed', 'failed', 'skipped']);
    expect(findFailures(report)).toEqual(['e2e/browser/chat.spec.ts: 7 two', 'boom']);
  });

  it('takes a missing result for a failure', () => {
    expect(findFailures(readVitest('/nowhere/result.json'))).toEqual(['vitest wrote no result']);
  });
});
