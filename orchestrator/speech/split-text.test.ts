import { describe, expect, it } from 'vitest';
import { splitText } from './split-text.ts';

describe('a text that is too long for one call', () => {
  it('is cut at sentences', () => {
    const text = 'Dr. Smith is in. He has time. Come at 3.5 or later. ';
    expect(splitText(text.repeat(3), 60)).toEqual([text.trim(), text.trim(), text.trim()]);
  });

  it('is cut at spaces where there is no sentence, and anywhere where there is none', () => {
    expect(splitText('word '.repeat(10), 22)).toEqual(['word word word word', 'word word word word', 'word word']);
    expect(splitText('x'.repeat(25), 10)).toEqual(['x'.repeat(10), 'x'.repeat(10), 'x'.repeat(5)]);
    expect(splitText('😀'.repeat(6), 5)).toEqual(['😀😀', '😀😀', '😀😀']);
  });

  it('loses nothing and passes no limit, whatever it is', () => {
    for (const text of [
      'A. b. C d. '.repeat(200),
      'a '.repeat(1_000),
      `${'x'.repeat(300)}. Next. ${'y'.repeat(300)}`,
      '...'.repeat(500),
    ]) {
      for (const most of [1, 2, 7, 50, 2_000]) {
        const parts = splitText(text, most);
        expect(parts.every((part) => part.length <= most && part !== '')).toBe(true);
        expect(parts.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
      }
    }
  });

  it('stays one when it fits', () => {
    expect(splitText(' Hello. There. ', 100)).toEqual(['Hello. There.']);
    expect(splitText('  ', 100)).toEqual([]);
  });
});
