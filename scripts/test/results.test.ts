import { describe, expect, it } from 'vitest';
import { readVitest, tallyPlaywright, tallyVitest } from './results.ts';

describe('test results', () => {
  it('counts tests, and a file that never started as one failure', () => {
    const tally = tallyVitest({
      testResults: [
        {
          name: 'a.test.ts',
          status: 'failed',
          assertionResults: [
            { fullName: 'works', status: 'passed' },
            { fullName: 'breaks', status: 'failed' },
            { fullName: 'later', status: 'pending' },
          ],
        },
        { name: 'b.test.ts', status: 'failed', message: 'cannot import\nstack', assertionResults: [] },
      ],
    });
    expect(tally).toEqual({ passed: 1, failed: 2, skipped: 1, failures: ['a.test.ts: breaks', 'b.test.ts: cannot import'] });
  });

  it('counts nested Playwright suites and errors outside of tests', () => {
    const spec = (title: string, status: string) => ({ title, file: 'chat.spec.ts', tests: [{ status }] });
    const tally = tallyPlaywright({
      suites: [{ specs: [spec('one', 'expected')], suites: [{ specs: [spec('two', 'unexpected'), spec('three', 'skipped')] }] }],
      errors: [{ message: 'boom\nstack' }],
    });
    expect(tally).toEqual({ passed: 1, failed: 2, skipped: 1, failures: ['chat.spec.ts: two', 'boom'] });
  });

  it('takes a missing result for a failure', () => {
    expect(readVitest('/nowhere/result.json')).toMatchObject({ passed: 0, failed: 1 });
  });
});
