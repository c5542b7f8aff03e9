import { expect, it } from 'vitest';
import { toWebUrl } from './to-web-url.ts';

it.each([
  ['https://example.org/a#b', 'https://example.org/a'],
  [' example.org/page ', 'https://example.org/page'],
  ['bücher.example:8080?x', 'https://xn--bcher-kva.example:8080/?x'],
  ['http://[::1]/', 'http://[::1]/'],
  ['https://exam\nple.org/', null],
  ['https://example.org/a b', null],
  ['\u0000https://example.org/', null],
  ['example.org/a\tb', null],
  ['words', null],
  ['https://', null],
  [`https://example.org/${'a'.repeat(3_000)}`, null],
])('%j', (text, expected) => {
  expect(toWebUrl(text)?.href ?? null).toBe(expected);
});
