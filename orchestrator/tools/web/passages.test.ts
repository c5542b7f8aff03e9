import { describe, expect, it } from 'vitest';
import { rankPassages, toPassages } from './passages.ts';

const best = (text: string, question: string) => rankPassages(toPassages([{ text }]), question)[0]?.text;

const GUIDE = `# Harbour guide

Opening hours change with the season.

## Berths

A berth costs 24 euros a night for boats up to ten metres.

## Fuel

Diesel is sold between eight and noon. The pump takes cards.

## Pets

Dogs are welcome on a lead.`;

describe('toPassages', () => {
  it('keeps a heading with what it heads and loses nothing', () => {
    const passages = toPassages([{ text: GUIDE }]);
    expect(passages.map(({ text }) => text)).toContain('## Fuel\n\nDiesel is sold between eight and noon. The pump takes cards.');
    expect(passages.map(({ text }) => text).join('\n\n')).toBe(GUIDE);
  });

  it('cuts a block without an end where a sentence or a word ends', () => {
    const sentences = 'The ferry leaves at nine. '.repeat(400).trim();
    const passages = toPassages([{ text: sentences }]);
    expect(passages.length).toBeGreaterThan(5);
    for (const { text } of passages) expect(text).toMatch(/^The ferry.*nine\.$/s);
    const endless = toPassages([{ text: 'x'.repeat(5_000) }]);
    expect(endless.map(({ text }) => text).join('')).toBe('x'.repeat(5_000));
  });

  it('says which section a passage is from', () => {
    expect(toPassages([{ text: 'one' }, { text: '' }, { text: 'two' }])).toEqual([
      { section: 0, index: 0, text: 'one' },
      { section: 2, index: 1, text: 'two' },
    ]);
  });
});

describe('rankPassages', () => {
  it.each([
    ['What does a berth cost?', 'Berths'],
    ['when can I buy DIESEL', 'Fuel'],
    ['Is my dog allowed?', 'Pets'],
    ['opening hour', 'Harbour guide'],
  ])('%s', (question, heading) => {
    expect(best(GUIDE, question)).toContain(heading);
  });

  it('finds words whatever their accents, and in languages without spaces', () => {
    expect(best('Der Zug fährt.\n\n# Café\n\nOffen bis acht.', 'cafe')).toContain('Offen bis acht');
    expect(best('# 天気\n\n明日は雨です。\n\n# 料理\n\n魚を焼きます。', '魚の料理')).toContain('魚を焼きます');
  });

  it('gives nothing when nothing matches', () => {
    expect(rankPassages(toPassages([{ text: GUIDE }]), 'quantum chromodynamics')).toEqual([]);
    expect(rankPassages([], 'anything')).toEqual([]);
    expect(rankPassages(toPassages([{ text: GUIDE }]), '?!')).toEqual([]);
  });
});
