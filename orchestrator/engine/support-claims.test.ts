import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkSupport } from './support.ts';
import { readSource } from './support-reading.ts';

type Truth = 'supported' | 'contradicted' | 'unsupported';
type Group = { language: string; title: string; passage: string } & Record<Truth, string[]>;
type Case = { claim: string; truth: Truth; isDoubted: boolean; isSupported: boolean; isContradicted: boolean };

const GROUPS = JSON.parse(readFileSync(new URL('./fixtures/claim-cases.json', import.meta.url), 'utf8')) as Group[];
const CASES = GROUPS.flatMap((group): Case[] => {
  const reading = readSource({ title: group.title, text: group.passage });
  return (['supported', 'contradicted', 'unsupported'] as const).flatMap((truth) =>
    group[truth].map((claim): Case => {
      const { support, contradiction } = checkSupport(claim, reading);
      const [isDoubted, isSupported] = [support === 'unsupported', support === 'supported'];
      return { claim, truth, isDoubted, isSupported, isContradicted: contradiction !== undefined };
    }),
  );
});

/** A third that the rules were not written against, chosen by what nobody chooses. */
const isHeldOut = ({ claim }: Case) => createHash('sha256').update(claim).digest().readUInt32BE() % 3 === 0;

function rate(cases: readonly Case[], got: (one: Case) => boolean, want: (one: Case) => boolean) {
  const right = cases.filter((one) => got(one) && want(one)).length;
  return { precision: right / cases.filter(got).length, recall: right / cases.filter(want).length };
}

function measure(cases: readonly Case[]) {
  return {
    doubt: rate(
      cases,
      (one) => one.isDoubted,
      (one) => one.truth !== 'supported',
    ),
    support: rate(
      cases,
      (one) => one.isSupported,
      (one) => one.truth === 'supported',
    ),
    contradiction: rate(
      cases,
      (one) => one.isContradicted,
      (one) => one.truth === 'contradicted',
    ),
    wrong: cases.filter((one) => one.isDoubted === (one.truth === 'supported')).map(({ truth, claim }) => `${truth}: ${claim}`),
  };
}

describe('claims with numbers, dates and negations, in seven languages', () => {
  it('are many, each said once, a third of them held out', () => {
    expect(CASES.length).toBeGreaterThanOrEqual(250);
    expect(new Set(CASES.map(({ claim }) => claim)).size).toBe(CASES.length);
    expect(CASES.filter(isHeldOut).length / CASES.length).toBeGreaterThan(0.28);
  });

  it('are judged by what they say', () => {
    const { doubt, support, contradiction, wrong } = measure(CASES.filter((one) => !isHeldOut(one)));
    expect(doubt.precision, wrong.join('\n')).toBeGreaterThanOrEqual(0.98);
    expect(doubt.recall, wrong.join('\n')).toBeGreaterThanOrEqual(0.96);
    expect(support.precision, wrong.join('\n')).toBeGreaterThanOrEqual(0.96);
    expect(contradiction.precision, wrong.join('\n')).toBeGreaterThanOrEqual(0.95);
    expect(contradiction.recall, wrong.join('\n')).toBeGreaterThanOrEqual(0.85);
  });

  it('are mostly judged so where they were held out', () => {
    const { doubt, support, contradiction, wrong } = measure(CASES.filter(isHeldOut));
    expect(doubt.precision, wrong.join('\n')).toBeGreaterThanOrEqual(0.92);
    expect(doubt.recall, wrong.join('\n')).toBeGreaterThanOrEqual(0.87);
    expect(support.precision, wrong.join('\n')).toBeGreaterThanOrEqual(0.9);
    expect(contradiction.precision, wrong.join('\n')).toBeGreaterThanOrEqual(0.9);
  });
});
