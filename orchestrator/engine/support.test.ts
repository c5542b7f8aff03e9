import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkSupport } from './support.ts';
import { readSource } from './support-reading.ts';

type Group = { title: string; passage: string; supported: string[]; unsupported: Record<string, string[]> };
type Case = { sentence: string; isSupported: boolean; source: { title: string; text: string } };

const GROUPS = JSON.parse(readFileSync(new URL('./fixtures/support-cases.json', import.meta.url), 'utf8')) as Group[];
const CASES: Case[] = GROUPS.flatMap(({ title, passage, supported, unsupported }) => {
  const source = { title, text: passage };
  return [
    ...supported.map((sentence) => ({ sentence, isSupported: true, source })),
    ...Object.values(unsupported)
      .flat()
      .map((sentence) => ({ sentence, isSupported: false, source })),
  ];
});

/** A third that the rules were not written against, chosen by what nobody chooses. */
const isHeldOut = ({ sentence }: Case) => createHash('sha256').update(sentence).digest().readUInt32BE() % 3 === 0;

/** Of the verdicts `supported` and `unsupported`: how many are right, and how many of those that are so get them. */
function measure(cases: readonly Case[]) {
  const verdicts = cases.map((one) => ({ ...one, said: checkSupport(one.sentence, readSource(one.source)).support }));
  const rates = (said: string, isSupported: boolean) => {
    const got = verdicts.filter((one) => one.said === said);
    const right = got.filter((one) => one.isSupported === isSupported).length;
    return { precision: right / got.length, recall: right / cases.filter((one) => one.isSupported === isSupported).length };
  };
  const wrong = verdicts.filter((one) => one.said === (one.isSupported ? 'unsupported' : 'supported'));
  return {
    supported: rates('supported', true),
    unsupported: rates('unsupported', false),
    wrong: wrong.map(({ sentence, said }) => `${said}: ${sentence}`).join('\n'),
  };
}

describe('the check of citations by words', () => {
  it('is measured on at least 60 cases, each said once, a third of them held out', () => {
    expect(CASES.length).toBeGreaterThanOrEqual(60);
    expect(new Set(CASES.map(({ sentence }) => sentence)).size).toBe(CASES.length);
    const share = CASES.filter(isHeldOut).length / CASES.length;
    expect(share).toBeGreaterThan(0.28);
    expect(share).toBeLessThan(0.39);
  });

  it('is right about the cases that it was written against', () => {
    const { supported, unsupported, wrong } = measure(CASES.filter((one) => !isHeldOut(one)));
    expect(Math.min(supported.precision, unsupported.precision, supported.recall), wrong).toBeGreaterThanOrEqual(0.95);
    expect(unsupported.recall, wrong).toBeGreaterThanOrEqual(0.9);
  });

  it('is mostly right about the held-out cases', () => {
    const { supported, unsupported, wrong } = measure(CASES.filter(isHeldOut));
    expect(supported.precision, wrong).toBeGreaterThanOrEqual(0.85);
    expect(unsupported.precision, wrong).toBeGreaterThanOrEqual(0.85);
    expect(supported.recall, wrong).toBeGreaterThanOrEqual(0.8);
    expect(unsupported.recall, wrong).toBeGreaterThanOrEqual(0.8);
  });
});

describe('what supports a claim', () => {
  const check = (claim: string, text: string) => {
    const { support, quote } = checkSupport(claim, readSource({ title: 'notes.txt', text }));
    return { support, quote: quote && text.slice(quote.start, quote.end) };
  };

  it('is quoted as it stands, with a neighbour that brings a part of it', () => {
    const text = 'Rivers are wet. The office in Oslo opened in 2011. It employs 40 people. The sea is salty.';
    expect(check('The Oslo office opened in 2011 and employs 40 people.', text)).toEqual({
      support: 'supported',
      quote: 'The office in Oslo opened in 2011. It employs 40 people.',
    });
  });

  it.each([
    ['The fee is 1,500 euros.', 'The fee is 1500 euros.'],
    ['It took twenty-four days.', 'It took 24 days.'],
    ['Sales were 2.5 million.', 'Sales were 2,500,000.'],
    ['According to the document, the fee is 20%.', 'The fee is 20 percent.'],
  ])('is recognised in another way of writing numbers: %s', (claim, text) => {
    expect(check(claim, text).support).toBe('supported');
  });

  it('is nothing in an empty source', () => {
    expect(check('The fee is 20%.', '')).toEqual({ support: 'unsupported', quote: null });
  });

  // Patterns that explode would run into the time limit of the test by far.
  it.each([
    ...['a.', 'no ', '1,', '$', '| ', 'a: b, ', 'percent ', 'Ab ', '"', "n't "],
    ...['1. ', 'Mr. ', '1 ', '1-2 ', '10 % of ', 'by A and B '],
  ])('stands %j over and over', (piece) => {
    const text = piece.repeat(60_000 / piece.length);
    expect(check(text, text).support).toBeDefined();
    expect(check('The fee is 20%.', text).support).toBe('unsupported');
  });

  it('is at most weak where more is said at once than can be compared', () => {
    const words = Array.from({ length: 60 }, (_, index) => `crane${index} lifts ${index} tonnes`);
    const [claim, text] = [`${words.join(', ')}.`, `${words.toReversed().join(', ')}.`];
    expect(check(claim, text).support).toBe('weak');
    expect(check(claim, claim).support).toBe('supported');
  });
});
