/** With more pieces than this the pauses get shorter, so that the usual answer still takes less than a second. */
const UNHURRIED_PIECES = 60;
/** Of the usual pause; even a very long answer comes as a stream. */
const SHORTEST_PAUSE = 1 / 4;

/** The pause before each piece of an answer. */
export function toPauseMs(usualMs: number, pieces: number): number {
  return usualMs * Math.max(SHORTEST_PAUSE, Math.min(1, UNHURRIED_PIECES / pieces));
}
