import { expect, it } from 'vitest';
import { toPauseMs } from './pause.ts';

it.each([
  [1, 8],
  [60, 8],
  [120, 4],
  [240, 2],
  [10_000, 2],
])('an answer of %i pieces pauses %i ms before each', (pieces, pauseMs) => {
  expect(toPauseMs(8, pieces)).toBe(pauseMs);
});
