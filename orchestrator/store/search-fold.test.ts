import { readFileSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { expect, it } from 'vitest';
import { foldForSearch, toUnfoldedIndex } from '../../lib/shared/fold-search.ts';

const MIGRATION = readFileSync(new URL('./migrations/0010_folded_search.sql', import.meta.url), 'utf8');

/** Letters that came into Unicode late are lower case in one version and not in another. */
const isSettled = (code: number) =>
  (code < 0xd800 || code > 0xdfff) && (code < 0xa7c0 || code > 0xa7ff) && code !== 0x1c89 && code !== 0x2c2f;

it('folds in the database as here, every sign and many texts', async () => {
  const database = new PGlite();
  await database.exec(MIGRATION.split('--> statement-breakpoint')[0] as string);
  const signs = Array.from({ length: 0xffff }, (_, index) => index + 1)
    .filter(isSettled)
    .map((code) => String.fromCharCode(code));
  const texts = Array.from({ length: 2_000 }, (_, number) =>
    Array.from({ length: 12 }, (_sign, index) => signs[(number * 7_919 + index * 104_729 + index ** 3) % signs.length]).join(''),
  );
  const { rows } = await database.query<{ folded: string }>(
    'SELECT search_fold(value) AS folded FROM unnest($1::text[]) WITH ORDINALITY AS s(value, number) ORDER BY number',
    [[...signs, ...texts]],
  );
  await database.close();
  expect([...signs, ...texts].filter((value, index) => rows[index]?.folded !== foldForSearch(value))).toEqual([]);
});

it.each([
  ['Füße und Brücke'.normalize('NFD'), 'brucke', 'Bru'],
  ['ßßß weiter', 'weiter', 'weiter'],
  ['ﬁﬁ ½ 감사 x'.normalize('NFD'), 'x', 'x'],
  ['\u{1F600}e\u0301 z', 'z', 'z'],
  ['plain', 'ain', 'ain'],
])('finds the place in %j', (text, part, expected) => {
  const index = toUnfoldedIndex(text, foldForSearch(text).indexOf(part));
  expect(text.slice(index).startsWith(expected)).toBe(true);
});

it('is the same when it is folded again', () => {
  for (const text of ['Größe', 'ŉ ﷺ ½ ㎏ Ⅳ', 'ΛΟΓΟΣ ς', 'İI ıi', '감사'.normalize('NFD')]) {
    expect(foldForSearch(foldForSearch(text))).toBe(foldForSearch(text));
  }
});
