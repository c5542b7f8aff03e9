import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkSupport } from './support.ts';
import { readSource } from './support-reading.ts';

const SEED = 20_260_101;
const ROUNDS = 40;
const WINDOW = 6_000;
const CORPUS = ['jargon-file-portrait.txt', 'fastify-server.md', 'postgresql-concurrency.md', 'postgresql-backup.md'].map(
  (name) => readFileSync(new URL(`../../bench/retrieval/corpus/${name}`, import.meta.url), 'utf8'),
);
const PASSAGES = (
  JSON.parse(readFileSync(new URL('./fixtures/claim-cases.json', import.meta.url), 'utf8')) as { passage: string }[]
).map(({ passage }) => passage);
const PIECES = [
  '1',
  '2.5',
  '€',
  '%',
  ' ',
  '\n',
  'not',
  'the',
  '[1]',
  '(',
  ')',
  ',',
  '.',
  '-',
  '٤',
  '½',
  '²',
  '日',
  '\ud800',
  '\u0301',
  '|',
  ':',
  '/',
  'May',
  'IV',
  'km',
  'million',
  '’',
  '\u202e',
  '0'.repeat(30),
];

/** The same sequence each time, so that what failed can be repeated. */
function createRandom(seed: number) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return {
    below: (limit: number) => Math.floor(next() * limit),
    pick: <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T,
  };
}

type Random = ReturnType<typeof createRandom>;

/** Another digit in one number, never in front a zero. */
function changeNumber(text: string, { pick, below }: Random): string | null {
  const found = [...text.matchAll(/\d+/g)];
  if (found.length === 0) return null;
  const { index, 0: digits } = pick(found);
  const at = below(digits.length);
  const digit = String(1 + ((Number(digits[at]) + below(8)) % 9));
  if (digit === digits[at]) return null;
  return text.slice(0, index) + digits.slice(0, at) + digit + digits.slice(at + 1) + text.slice(index + digits.length);
}

describe('a sentence of the source', () => {
  const random = createRandom(SEED);
  const samples = Array.from({ length: ROUNDS }, () => {
    const whole = random.pick([...CORPUS, ...PASSAGES]).replaceAll(/\s?\[\d[^\]]*\]/g, '');
    const from = random.below(Math.max(1, whole.length - WINDOW));
    const text = whole.slice(from, from + WINDOW);
    const reading = readSource({ title: 'source', text });
    const claims = reading.sentences.map(({ start, end }) => text.slice(start, end));
    return { text, reading, claims: claims.filter(() => random.below(3) === 0) };
  });

  it('is supported as it stands', () => {
    const doubted = samples.flatMap(({ claims, reading }) =>
      claims.filter((claim) => checkSupport(claim, reading).support !== 'supported'),
    );
    expect(samples.flatMap(({ claims }) => claims).length).toBeGreaterThan(200);
    expect(doubted).toEqual([]);
  });

  it('is doubted with any other number in it', () => {
    const changed = samples.flatMap(({ text, claims, reading }) =>
      claims.flatMap((claim) => {
        const other = changeNumber(claim, random);
        return other === null || text.includes(other) ? [] : [{ other, reading }];
      }),
    );
    expect(changed.length).toBeGreaterThan(60);
    expect(
      changed.filter(({ other, reading }) => checkSupport(other, reading).support !== 'unsupported').map(({ other }) => other),
    ).toEqual([]);
  });
});

it('any text is judged without a failure', () => {
  const random = createRandom(SEED + 1);
  const noise = () => Array.from({ length: 1 + random.below(60) }, () => random.pick(PIECES)).join('');
  for (let round = 0; round < 400; round += 1) {
    const reading = readSource({ title: noise(), text: noise() });
    expect(['supported', 'weak', 'unsupported']).toContain(checkSupport(noise(), reading).support);
  }
});
