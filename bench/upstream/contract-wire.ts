import { toAnswer, toToken } from '../plan.ts';
import type { Wire } from './wire.ts';

const RUN_ID = 'run_bench';

function encode(seq: number, event: Record<string, unknown>): string {
  return `id: ${RUN_ID}.1.${seq}\ndata: ${JSON.stringify({ ...event, run_id: RUN_ID, ts: 1_700_000_000_000 })}\n\n`;
}

/** Text length before each token, filled as far as it was asked for. */
const offsets: number[] = [0];

function offsetOf(index: number): number {
  while (offsets.length <= index) offsets.push((offsets.at(-1) ?? 0) + toToken(offsets.length - 1).length);
  return offsets[index] ?? 0;
}

/** The product's own event stream, so that the stand-in can play a trivial orchestrator behind the front. */
export const contractWire: Wire = {
  opening: 'retry: 1000\n\n',
  textStart: encode(1, { type: 'run.started', conversation_id: 'conv_bench', message_id: 'msg_bench', agent: 'supervisor' }),
  token: (index) => encode(index + 2, { type: 'text.delta', delta: toToken(index), offset: offsetOf(index) }),
  textEnd: (tokens) =>
    `${encode(tokens + 2, {
      type: 'run.finished',
      status: 'completed',
      response: toAnswer(tokens),
      conversation_id: 'conv_bench',
    })}data: [DONE]\n\n`,
  toolCalls: () => '',
};
