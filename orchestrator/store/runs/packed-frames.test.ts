import { describe, expect, it } from 'vitest';
import { type Frame, START } from '../../core/frame.ts';
import { MAX_PACKED, packFrames, unpackFrames } from './packed-frames.ts';

function frame(seq: number, type: Frame['type'] = 'text.delta', epoch = 1): Frame {
  return { epoch, seq, type, data: JSON.stringify({ type, note: `line\nbreak ${seq}` }) };
}

const tokens = Array.from({ length: MAX_PACKED + 5 }, (_, index) => frame(index + 3));
const FRAMES = [frame(1, 'run.started'), frame(2, 'agent.started'), ...tokens, frame(tokens.length + 3, 'usage')];

describe('packed frames', () => {
  it('share a row while they are of one type, up to the limit', () => {
    expect(packFrames(FRAMES).map(({ seq, type }) => [seq, type])).toEqual([
      [1, 'run.started'],
      [2, 'agent.started'],
      [MAX_PACKED + 2, 'text.delta'],
      [MAX_PACKED + 7, 'text.delta'],
      [MAX_PACKED + 8, 'usage'],
    ]);
  });

  it('come back as they were, after any cursor', () => {
    const rows = packFrames(FRAMES);
    expect(unpackFrames(rows, START)).toEqual(FRAMES);
    for (const [index, { epoch, seq }] of FRAMES.entries()) {
      const unread = rows.filter((row) => row.seq > seq);
      expect(unpackFrames(unread, { epoch, seq })).toEqual(FRAMES.slice(index + 1));
      expect(unpackFrames(unread, { epoch: Number.MAX_SAFE_INTEGER, seq })).toEqual(FRAMES.slice(index + 1));
    }
  });

  it('of a later epoch are whole for a reader of an older one, wherever that one stood', () => {
    const resumed = [frame(4, 'text.delta', 2), frame(5, 'text.delta', 2)];
    expect(unpackFrames(packFrames(resumed), { epoch: 1, seq: 4 })).toEqual(resumed);
  });
});
