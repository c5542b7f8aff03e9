import { describe, expect, it } from 'vitest';
import type { RunRow } from '../core/store.ts';
import { toRunEnd } from './run-outcome.ts';
import { RESULT } from './test-kit.ts';
import { EMPTY_TRANSCRIPT } from './transcript.ts';

const RUN: RunRow = {
  runId: 'run_1',
  ownerId: 'own_1',
  keyId: 'key_1',
  conversationId: 'conv_1',
  userMessageId: 'msg_1',
  messageId: 'msg_2',
  status: 'running',
  epoch: 1,
  lastSeq: 0,
  request: { message: 'a' },
  agent: null,
  usage: null,
  metadata: null,
  error: null,
  snapshot: null,
  createdAt: 0,
  startedAt: null,
  firstTokenAt: null,
  finishedAt: null,
};
const AT = { ts: 1, processingMs: 1, planned: { provider: 'offline', model: 'offline' } };
const CLAIM = { start: 0, end: 5, reason: 'unsupported' as const };

describe('the end of a run', () => {
  it('names claims that nothing supports, in the event and in what is stored, and nothing where there are none', () => {
    const transcript = { ...EMPTY_TRANSCRIPT, text: 'It is. [1]' };
    const doubted = toRunEnd(RUN, transcript, { kind: 'completed', result: { ...RESULT, unsupportedClaims: [CLAIM] } }, AT);
    expect(doubted.event.metadata?.unsupported_claims).toEqual([CLAIM]);
    expect(doubted.end.metadata.unsupported_claims).toEqual([CLAIM]);
    const sound = toRunEnd(RUN, transcript, { kind: 'completed', result: RESULT }, AT);
    expect(sound.event.metadata).not.toHaveProperty('unsupported_claims');
  });
});
