import { describe, expect, it } from 'vitest';
import { cleanName } from './clean-name.ts';

describe('a name of a file', () => {
  it.each([
    ['Größe 50% "x".pdf', 'Größe 50% "x".pdf'],
    ['年度报告.docx', '年度报告.docx'],
    ['תקציר.txt', 'תקציר.txt'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\me\\a.txt', 'a.txt'],
    ['a\u0000b\r\nc\td.txt', 'abcd.txt'],
    ['photo\u202Egnp.exe', 'photognp.exe'],
    ['a\u2028b.txt', 'ab.txt'],
    ['  spaces \u00A0 inside .txt ', 'spaces inside .txt'],
    ['a\uD800.txt', 'a\uFFFD.txt'],
    ['', 'file'],
    ['..', 'file'],
    ['/', 'file'],
    ['\u202E', 'file'],
    ['.gitignore', '.gitignore'],
  ])('%j becomes %j', (given, cleaned) => expect(cleanName(given)).toBe(cleaned));

  it('that is long is cut, and keeps its ending', () => {
    const cleaned = cleanName(`${'ü'.repeat(4_096)}.tar.gz`);
    expect(cleaned).toBe(`${'ü'.repeat(252)}.gz`);
    expect(cleanName('x'.repeat(4_096))).toBe('x'.repeat(255));
    expect(cleanName(`a.${'x'.repeat(4_096)}`)).toHaveLength(255);
  });

  it('is never cut in the middle of a sign', () => {
    const cleaned = cleanName(`x${'😀'.repeat(200)}.txt`);
    expect(cleaned.isWellFormed()).toBe(true);
    expect(cleaned.length).toBeLessThanOrEqual(255);
    expect(cleaned.endsWith('😀.txt')).toBe(true);
  });
});
