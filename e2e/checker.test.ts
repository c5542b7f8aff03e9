import { describe, expect, it } from 'vitest';
import type { RunEventType } from '../lib/contract/events.ts';
import { checkStream } from './checker.ts';
import { parseBlock, type SseFrame } from './harness/open-stream.ts';

const RUN = 'run_1';
const DONE: SseFrame = { id: null, data: '[DONE]' };

function frame(seq: number, type: RunEventType, fields: object, epoch = 1): SseFrame {
  return { id: `${RUN}.${epoch}.${seq}`, data: JSON.stringify({ type, run_id: RUN, ts: 1, ...fields }) };
}

const started = frame(1, 'run.started', { conversation_id: 'conv_1', message_id: 'msg_1', agent: 'supervisor' });
const delta = (seq: number, text: string, offset: number, epoch = 1) => frame(seq, 'text.delta', { delta: text, offset }, epoch);
const finished = (seq: number, response: string, epoch = 1) =>
  frame(seq, 'run.finished', { status: 'completed', response, conversation_id: 'conv_1' }, epoch);

const GOOD = [started, delta(2, 'ab', 0), delta(3, 'c', 2), finished(4, 'abc'), DONE];

describe('stream checker', () => {
  it('accepts a good stream, and one that was recovered', () => {
    expect(checkStream(GOOD)).toEqual([]);
    const resumed = frame(3, 'run.resumed', { epoch: 2, text_offset: 1 }, 2);
    expect(checkStream([started, delta(2, 'ab', 0), resumed, delta(4, 'x', 1, 2), finished(5, 'ax', 2), DONE])).toEqual([]);
  });

  const without = (index: number): SseFrame[] => GOOD.filter((_, each) => each !== index);
  it.each<[string, SseFrame[]]>([
    ['a lost event', without(1)],
    ['a doubled event', [started, started, ...GOOD.slice(1)]],
    ['swapped events', [started, delta(3, 'c', 2), delta(2, 'ab', 0), finished(4, 'abc'), DONE]],
    ['text with a gap', [started, delta(2, 'ab', 0), delta(3, 'c', 3), finished(4, 'abc'), DONE]],
    ['a final text that was not streamed', [...GOOD.slice(0, 3), finished(4, 'abd'), DONE]],
    ['no terminal event', without(3)],
    ['two terminal events', [...GOOD.slice(0, 4), finished(5, 'abc'), DONE]],
    ['no [DONE]', GOOD.slice(0, 4)],
    ['something after [DONE]', [...GOOD, DONE]],
    ['an event after the terminal one', [...GOOD.slice(0, 4), delta(5, 'd', 3), DONE]],
    ['an epoch that begins without run.resumed', [started, delta(2, 'ab', 0, 2), finished(3, 'ab', 2), DONE]],
    ['an event that the contract does not know', [started, frame(2, 'text.delta', { delta: 1 }), ...GOOD.slice(1)]],
    ['a missing start', GOOD.slice(1)],
  ])('finds %s', (_, frames) => {
    expect(checkStream(frames)).not.toEqual([]);
  });

  it('reads frames as the specification says', () => {
    expect(parseBlock('id: a.1.1\ndata: {"x":1}')).toEqual({ id: 'a.1.1', data: '{"x":1}' });
    expect(parseBlock(': ping')).toBeNull();
    expect(() => parseBlock('event: message\ndata: x')).toThrow();
  });
});
