import { describe, expect, it } from 'vitest';
import { toRecorded } from './to-recorded.ts';

const record = (output: unknown) => toRecorded(JSON.stringify(output));

describe('what a run keeps of the output of a tool', () => {
  it('is all of it where that is short', () => {
    expect(record({ result: 4 })).toEqual({ result: 4 });
    expect(toRecorded('no JSON at all')).toBe('no JSON at all');
    expect(toRecorded('"a text"')).toBe('a text');
  });

  it('keeps its form when it is long: texts and lists lose their ends', () => {
    const passages = Array.from({ length: 30 }, (_, at) => ({ cite: `[${at + 1}]`, text: 'word '.repeat(500) }));
    const kept = record({ searched: 'all files', passages, value: null }) as { passages: { cite: string; text: string }[] };
    expect(kept).toMatchObject({ searched: 'all files', value: null });
    expect(kept.passages[0]?.cite).toBe('[1]');
    expect(kept.passages[0]?.text).toMatch(/^word .*…$/);
    expect(kept.passages.at(-1)).toMatch(/^… \(\d+ more\)$/);
    expect(JSON.stringify(kept).length).toBeLessThanOrEqual(4_000);
  });

  it('keeps a long text of a short list as far as there is room', () => {
    const kept = record({ stdout: 'line\n'.repeat(2_000), stderr: '' }) as { stdout: string; stderr: string };
    expect([kept.stdout.length, kept.stderr]).toEqual([1_001, '']);
  });

  it('is bounded whatever it is', () => {
    const wide = Object.fromEntries(Array.from({ length: 2_000 }, (_, at) => [`name ${at}`, at]));
    for (const output of [JSON.stringify(wide), 'x'.repeat(9_000), JSON.stringify('😀'.repeat(4_000))]) {
      expect(JSON.stringify(toRecorded(output)).length).toBeLessThanOrEqual(4_400);
    }
    expect(record(wide)).toMatchObject({ 'name 0': 0, '…': '1980 more' });
  });
});
