import { describe, expect, it } from 'vitest';
import { joinLines, wordsOf } from './join-lines.ts';

describe('lines of a paragraph', () => {
  it.each([
    [['mea-', 'surements'], 'measurements'],
    [['Hard-', 'und Software'], 'Hard- und Software'],
    [['pre-', 'and post-war'], 'pre- and post-war'],
    [['Linux-', 'Kernel'], 'Linux- Kernel'],
    [['港の', '水位'], '港の水位'],
    [['one', 'two'], 'one two'],
  ])('%j', (lines, text) => expect(joinLines(lines)).toBe(text));

  it('keep a hyphen that the text has elsewhere, unless it writes the word without', () => {
    const known = wordsOf(['see the debian-boot list', 'a co-worker, the coworker sat']);
    expect(joinLines(['the debian-', 'boot list'], known)).toBe('the debian-boot list');
    expect(joinLines(['our co-', 'worker'], known)).toBe('our coworker');
  });
});
