import { readDuration, shiftDay } from '../../../../lib/shared/time-words/durations.ts';
import { afterAny, toScope, wordAt } from '../../../../lib/shared/time-words/scope.ts';
import { fromWallTime, toWallTime } from '../../../../lib/shared/wall-time.ts';

/** `start`: where the words about it begin. `move` gives a day or moment of the user's clocks as the tools take it. */
type Shift = { start: number; move(due: string): string };

const LATER = ['later', 'forward', 'back', 'ahead', 'out'];
const EARLIER = ['earlier', 'sooner', 'forwards'];

/** `by a week`, `two days later`, `by an hour and a half`: at the end of the words. */
export function toShift(words: string, zone: string): Shift | null {
  const scope = toScope(words, { ms: 0, zone });
  for (const [at, { start }] of scope.tokens.entries()) {
    const isBy = wordAt(scope, at) === 'by';
    const duration = readDuration(scope, isBy ? at + 1 : at);
    if (!duration) continue;
    const earlier = afterAny(scope, duration.end, EARLIER);
    const end = earlier ?? afterAny(scope, duration.end, LATER);
    if ((end === null && !isBy) || (end ?? duration.end) !== scope.tokens.length) continue;
    const sign = earlier === null ? 1 : -1;
    return {
      start,
      move(due) {
        const { date } = shiftDay(due.slice(0, 10), duration.value, sign);
        const { seconds } = duration.value;
        if (due.length === 10 && seconds === 0) return date;
        const wall = Date.parse(`${date}T${due.length === 10 ? '00:00' : due.slice(11, 16)}Z`);
        const moved = toWallTime(fromWallTime(wall, zone) + seconds * sign * 1_000, zone);
        return new Date(moved).toISOString().slice(0, 16);
      },
    };
  }
  return null;
}
