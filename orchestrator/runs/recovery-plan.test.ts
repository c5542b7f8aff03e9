import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../core/store.ts';
import { RUN_ROW } from './fixtures/run-row.ts';
import { planRecovery } from './recovery-plan.ts';
import { EMPTY_TRANSCRIPT } from './transcript.ts';

const SNAPSHOT: Snapshot = { version: '1', textLength: 4, state: {}, seq: 10 };

const ROW = { ...RUN_ROW, epoch: 2, lastSeq: 20, snapshot: SNAPSHOT };

const POLICY = {
  engine: { canResume: (snapshot: Snapshot) => snapshot.version === '1' },
  isReadOnlyTool: (name: string) => name === 'read',
  options: { recovery: 'resume' as const, maxRecoveries: 1 },
};

const used = (tool: string, seq: number, endSeq?: number) => ({
  ...EMPTY_TRANSCRIPT,
  toolStarts: [{ callId: 'c', tool, seq, ...(endSeq === undefined ? {} : { endSeq }) }],
});
const WAITING = { ...EMPTY_TRANSCRIPT, waitingFor: ['appr_1'] };
const RESUME = { kind: 'resume', snapshot: SNAPSHOT };
const INTERRUPT = { kind: 'end', status: 'interrupted' };

describe('planRecovery', () => {
  it.each([
    ['goes on from the snapshot', POLICY, ROW, EMPTY_TRANSCRIPT, RESUME],
    ['goes on after a tool that only reads', POLICY, ROW, used('read', 15), RESUME],
    ['goes on after a side effect that ended before the snapshot', POLICY, ROW, used('write', 9, 10), RESUME],
    ['interrupts after a side effect behind the snapshot', POLICY, ROW, used('write', 11, 12), INTERRUPT],
    ['interrupts when a side effect was under way at the snapshot', POLICY, ROW, used('write', 9, 11), INTERRUPT],
    ['interrupts when a side effect has not ended', POLICY, ROW, used('write', 9), INTERRUPT],
    ['interrupts after any side effect without a snapshot', POLICY, { ...ROW, snapshot: null }, used('write', 1, 2), INTERRUPT],
    ['goes on waiting for a person, however often processes die', POLICY, { ...ROW, epoch: 9 }, WAITING, RESUME],
    ['starts anew without a snapshot', POLICY, { ...ROW, snapshot: null }, EMPTY_TRANSCRIPT, { kind: 'resume' }],
    ['interrupts a run that died again', POLICY, { ...ROW, epoch: 3 }, EMPTY_TRANSCRIPT, INTERRUPT],
    [
      'interrupts on a foreign snapshot',
      POLICY,
      { ...ROW, snapshot: { ...SNAPSHOT, version: '2' } },
      EMPTY_TRANSCRIPT,
      INTERRUPT,
    ],
    [
      'interrupts when told to',
      { ...POLICY, options: { recovery: 'interrupt' as const, maxRecoveries: 9 } },
      ROW,
      EMPTY_TRANSCRIPT,
      INTERRUPT,
    ],
  ])('%s', (_rule, policy, run, transcript, plan) => {
    expect(planRecovery(policy, run, transcript, false)).toEqual(plan);
  });

  it('ends as cancelled what someone asked to stop', () => {
    expect(planRecovery(POLICY, ROW, EMPTY_TRANSCRIPT, true)).toEqual({ kind: 'end', status: 'cancelled' });
  });
});
