import type { VoiceStage, VoiceTurnReport } from '../../contract/voice.ts';

export const TURN_MARKS = ['speechEnd', 'words', 'firstToken', 'firstSentence', 'firstAudio'] as const;
export type TurnMark = (typeof TURN_MARKS)[number];

/** When each stage of a turn was reached, in milliseconds of `performance.now()`. */
export type TurnTiming = { turn: number } & Partial<Record<TurnMark, number>> & {
    /** Who turned speech into words, and words into speech. */
    heardBy?: string;
    spokenBy?: string;
    /** From the decision that somebody speaks into the answer until nothing of it is heard. */
    stopMs?: number;
  };

const MOST_TURNS = 20;
const MOST_MS = 3_600_000;

/** Notes what is not yet known of a turn; keeps the newest turns. */
export function noteTurn(
  timings: readonly TurnTiming[],
  turn: number,
  fields: Omit<Partial<TurnTiming>, 'turn'>,
): readonly TurnTiming[] {
  const known = timings.find((timing) => timing.turn === turn);
  if (known) return timings.map((timing) => (timing === known ? { ...fields, ...known } : timing));
  return [...timings, { turn, ...fields }].slice(-MOST_TURNS);
}

/** Milliseconds that each stage of a turn took after the one before it that is known. */
export function toStageDurations(timing: TurnTiming): { mark: TurnMark; ms: number }[] {
  const known = TURN_MARKS.flatMap((mark) => (timing[mark] === undefined ? [] : [{ mark, at: timing[mark] }]));
  return known.slice(1).map(({ mark, at }, index) => ({ mark, ms: at - (known[index]?.at ?? at) }));
}

const STAGES: Record<Exclude<TurnMark, 'speechEnd'>, VoiceStage> = {
  words: 'words',
  firstToken: 'first_token',
  firstSentence: 'first_sentence',
  firstAudio: 'first_audio',
};

const toMs = (ms: number) => Math.min(MOST_MS, Math.max(0, ms));

/** What the server is told of a turn; `null` for an answer that was only read aloud. */
export function toTurnReport(timing: TurnTiming): VoiceTurnReport | null {
  const { speechEnd, heardBy, spokenBy, stopMs } = timing;
  if (speechEnd === undefined || heardBy === undefined) return null;
  const stages: VoiceTurnReport['stages'] = {};
  for (const { mark, ms } of toStageDurations(timing)) if (mark !== 'speechEnd') stages[STAGES[mark]] = toMs(ms);
  return {
    heard_by: heardBy,
    stages,
    ...(spokenBy === undefined ? {} : { spoken_by: spokenBy }),
    ...(stopMs === undefined ? {} : { stop_ms: toMs(stopMs) }),
  };
}
