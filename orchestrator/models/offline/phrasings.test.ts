import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { toQuestion } from './question.ts';
import { createRouter } from './router.ts';

const FOLDER = new URL('./phrasings/', import.meta.url);
const NOW = { ms: Date.UTC(2025, 8, 15, 10, 30), date: '2025-09-15', time: '10:30', zone: 'UTC' };
const MIN_ACCURACY = 0.95;

type Phrasing = { intent: string; say: string };

const PHRASINGS: Phrasing[] = readdirSync(FOLDER).flatMap((file) => {
  const sayings = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as string[];
  return sayings.map((say) => ({ intent: file.replace('.json', '').replaceAll('-', '_'), say }));
});

/** A third that the rules were not written against, chosen by what nobody chooses. */
const isHeldOut = ({ say }: Phrasing) => createHash('sha256').update(say).digest().readUInt32BE() % 3 === 0;

const route = createRouter('unconfigured');
/** A message that is taken apart although it asks for one thing goes to a wrong place. */
const intentOf = (say: string) => {
  const parts = route(toQuestion(say, [], NOW));
  return parts.length === 1 ? parts[0].plan.intent : parts.map(({ plan }) => plan.intent).join(' + ');
};

function misrouted(phrasings: readonly Phrasing[]): string[] {
  return phrasings.flatMap(({ intent, say }) => {
    const routed = intentOf(say);
    return routed === intent ? [] : [`${intent} → ${routed}: ${say}`];
  });
}

describe('offline routing', () => {
  it('is measured on at least 300 phrasings, each said once, a third of them held out', () => {
    expect(PHRASINGS.length).toBeGreaterThanOrEqual(300);
    expect(new Set(PHRASINGS.map(({ say }) => say)).size).toBe(PHRASINGS.length);
    const share = PHRASINGS.filter(isHeldOut).length / PHRASINGS.length;
    expect(share).toBeGreaterThan(0.28);
    expect(share).toBeLessThan(0.39);
  });

  it('takes every phrasing that the rules were written against where it belongs', () => {
    expect(misrouted(PHRASINGS.filter((phrasing) => !isHeldOut(phrasing)))).toEqual([]);
  });

  it('takes at least 95 % of the held-out phrasings where they belong', () => {
    const heldOut = PHRASINGS.filter(isHeldOut);
    const wrong = misrouted(heldOut);
    const accuracy = 1 - wrong.length / heldOut.length;
    expect(accuracy, wrong.join('\n')).toBeGreaterThanOrEqual(MIN_ACCURACY);
  });
});

describe('offline routing of hostile input', () => {
  const BEGINNINGS = [
    '',
    'run ',
    'sort ',
    'what is the ',
    'encode ',
    'remind me to ',
    'complete ',
    'how many words in ',
    'plan ',
  ];
  const REPEATED = [
    'a ',
    '  ',
    '"',
    '`',
    '```',
    '\n',
    'sort ',
    'of ',
    'the ',
    '1,',
    '(',
    '[{',
    'a.',
    'is done ',
    '- ',
    'a:',
    '!',
    'please ',
  ];

  // Patterns that explode would run into the time limit of the test by far.
  it.each([300, 19_000])('ends for %i characters of anything', (length) => {
    for (const beginning of BEGINNINGS) {
      for (const piece of REPEATED) {
        const message = `${beginning}${piece.repeat(length).slice(0, length - beginning.length - 2)}x"`;
        expect(route(toQuestion(message, [], NOW)).length).toBeGreaterThan(0);
      }
    }
  });
});
