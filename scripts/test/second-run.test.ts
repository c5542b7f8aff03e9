import { describe, expect, it } from 'vitest';
import type { Report, TestResult } from './report.ts';
import { mergeRuns, planSecondRun } from './second-run.ts';

function results(file: string, tests: Record<string, TestResult['status']>, errors: Report['errors'] = []): Report {
  return { tests: Object.entries(tests).map(([name, status]) => ({ file, name, status })), errors };
}

const statuses = (report: Report) => Object.fromEntries(report.tests.map((test) => [test.name, test.status]));

describe('what is run again', () => {
  it('is each file with a failed test, and each that did not start', () => {
    const report = results('a.test.ts', { one: 'failed', two: 'failed', three: 'passed' }, [
      { file: 'b.test.ts', message: 'no' },
    ]);
    expect(planSecondRun(report)).toEqual(['a.test.ts', 'b.test.ts']);
  });

  it('is nothing after more than ten failures', () => {
    const failing = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`t${i}`, 'failed' as const]));
    expect(planSecondRun(results('a.test.ts', failing(10)))).toEqual(['a.test.ts']);
    expect(planSecondRun(results('a.test.ts', failing(11)))).toBe('nothing');
  });

  it('is nothing when all is well, everything when the run itself failed', () => {
    expect(planSecondRun(results('a.test.ts', { one: 'passed', two: 'skipped' }))).toBe('nothing');
    expect(planSecondRun(results('a.test.ts', { one: 'failed' }, [{ message: 'a worker ended' }]))).toBe('everything');
  });
});

describe('two runs', () => {
  it('count a test that failed and then passed as passed, and name it', () => {
    const first = {
      tests: [...results('a', { one: 'failed', two: 'passed' }).tests, ...results('b', { x: 'passed' }).tests],
      errors: [],
    };
    const { report, flaky } = mergeRuns(first, results('a', { one: 'passed', two: 'passed' }));
    expect(statuses(report)).toEqual({ one: 'passed', two: 'passed', x: 'passed' });
    expect(flaky).toEqual(['a: one']);
  });

  it('leave failed what fails twice, or has no second result', () => {
    const first = results('a', { one: 'failed', two: 'failed', three: 'failed' });
    const { report, flaky } = mergeRuns(first, results('a', { one: 'failed', two: 'skipped' }));
    expect(statuses(report)).toEqual({ one: 'failed', two: 'failed', three: 'failed' });
    expect(flaky).toEqual([]);
  });

  it('name a test that fails only in the second run', () => {
    const { report, flaky } = mergeRuns(
      results('a', { one: 'failed', two: 'passed' }),
      results('a', { one: 'passed', two: 'failed' }),
    );
    expect(statuses(report)).toEqual({ one: 'passed', two: 'passed' });
    expect(flaky).toEqual(['a: one', 'a: two']);
  });

  it('judge what the first failure kept from running by the second run', () => {
    const first = results('a', { one: 'failed', two: 'skipped', three: 'skipped' });
    const { report, flaky } = mergeRuns(first, results('a', { one: 'passed', two: 'passed', three: 'failed' }));
    expect(statuses(report)).toEqual({ one: 'passed', two: 'passed', three: 'failed' });
    expect(flaky).toEqual(['a: one']);
  });

  it('do not let one of several tests with the same name hide another', () => {
    const twice = (...all: TestResult['status'][]): Report => ({
      tests: all.map((status) => ({ file: 'a', name: 'same', status })),
      errors: [],
    });
    const { report, flaky } = mergeRuns(twice('passed', 'failed'), twice('failed', 'passed'));
    expect(report.tests.filter((test) => test.status === 'failed')).toHaveLength(1);
    expect(flaky).toEqual([]);
  });

  it('take in a file that starts at the second attempt', () => {
    const error = { file: 'a', message: 'hook timed out' };
    const { report, flaky } = mergeRuns(results('a', {}, [error]), results('a', { one: 'passed' }));
    expect(report).toEqual(results('a', { one: 'passed' }));
    expect(flaky).toEqual(['a: hook timed out']);
  });

  it('keep the failure of a file that does not start twice, or that the second run does not know', () => {
    const first = results('a', {}, [{ file: 'a', message: 'cannot import' }]);
    expect(mergeRuns(first, results('a', {}, [{ file: 'a', message: 'again' }])).report.errors).toEqual(first.errors);
    expect(mergeRuns(first, results('a', {})).report.errors).toEqual(first.errors);
  });

  it('take a whole second run for a first one that failed as a whole', () => {
    const first = results('a', { one: 'passed' }, [{ message: 'a worker ended' }]);
    const { report, flaky } = mergeRuns(first, results('a', { one: 'passed', two: 'passed' }));
    expect(report).toEqual(results('a', { one: 'passed', two: 'passed' }));
    expect(flaky).toEqual(['a worker ended']);
    expect(mergeRuns(first, results('a', {})).report.errors).toEqual(first.errors);
  });

  it('believe nothing of a second run that failed as a whole', () => {
    const first = results('a', { one: 'failed' });
    const second = results('a', { one: 'passed' }, [{ message: 'unhandled: lost' }]);
    expect(mergeRuns(first, second)).toEqual({ report: first, flaky: [] });
  });
});
