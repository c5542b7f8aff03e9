import { describe, expect, it } from 'vitest';
import { RUN_ROW } from './fixtures/run-row.ts';
import { toRunEnd } from './run-outcome.ts';
import { RESULT } from './test-kit.ts';
import { EMPTY_TRANSCRIPT } from './transcript.ts';

const AT = { ts: 1, processingMs: 1, planned: { provider: 'offline', model: 'offline' } };
const CLAIM = { start: 0, end: 5, reason: 'unsupported' as const };

describe('the end of a run', () => {
  it('names claims that nothing supports, in the event and in what is stored, and nothing where there are none', () => {
    const transcript = { ...EMPTY_TRANSCRIPT, text: 'It is. [1]' };
    const doubted = toRunEnd(RUN_ROW, transcript, { kind: 'completed', result: { ...RESULT, unsupportedClaims: [CLAIM] } }, AT);
    expect(doubted.event.metadata?.unsupported_claims).toEqual([CLAIM]);
    expect(doubted.end.metadata.unsupported_claims).toEqual([CLAIM]);
    const sound = toRunEnd(RUN_ROW, transcript, { kind: 'completed', result: RESULT }, AT);
    expect(sound.event.metadata).not.toHaveProperty('unsupported_claims');
  });
});
