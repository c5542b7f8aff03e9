import type { VoiceTurnReport } from '../../contract/voice.ts';
import { toTurnReport } from './turn-timing.ts';
import type { VoiceSession } from './voice-session.ts';

/**
 * Tells how long the stages of each spoken turn took, once, when its answer is over. The returned function tells of a turn that
 * is not over: the page goes.
 */
export function reportTurns({ store }: Pick<VoiceSession, 'store'>, send: (report: VoiceTurnReport) => void): () => void {
  let answered: number | null = null;
  let told: number | null = null;

  function tell(turn: number): void {
    if (turn === told) return;
    told = turn;
    const timing = store.getState().timings.find((known) => known.turn === turn);
    const report = timing && toTurnReport(timing);
    if (report) send(report);
  }

  store.subscribe(({ voice }) => {
    const turn = voice.answer?.turn ?? null;
    if (turn === answered) return;
    const over = answered;
    answered = turn;
    // What ended it is measured after it has been executed.
    if (over !== null) queueMicrotask(() => tell(over));
  });

  return () => {
    if (answered !== null) tell(answered);
  };
}
