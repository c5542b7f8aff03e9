import { fromEventId, type RunEvent, runEvent, STREAM_DONE } from '../lib/contract/events.ts';
import type { SseFrame } from './harness/open-stream.ts';

type State = {
  problems: string[];
  runId: string | null;
  epoch: number;
  seq: number;
  text: string | null;
  terminals: number;
  done: boolean;
};

function checkPosition(state: State, frame: SseFrame, event: RunEvent): void {
  if (frame.id === null) {
    // The front writes the terminal event itself when the orchestrator does not come back.
    if (event.type !== 'run.finished') state.problems.push(`${event.type} without an id`);
    return;
  }
  const position = fromEventId(frame.id);
  if (!position) return void state.problems.push(`not an event id: ${frame.id}`);
  if (state.runId !== null && position.runId !== state.runId)
    state.problems.push(`two runs in one stream: ${state.runId}, ${position.runId}`);
  if (event.run_id !== position.runId) state.problems.push(`${frame.id} carries an event of ${event.run_id}`);
  if (position.epoch < state.epoch) state.problems.push(`epoch went back at ${frame.id}`);
  // A new epoch may begin before frames that the reader had seen but that were not durable.
  const gapless = position.seq === state.seq + 1 || (position.epoch > state.epoch && event.type === 'run.resumed');
  if (state.seq > 0 && !gapless)
    state.problems.push(`lost or doubled: ${frame.id} after seq ${state.seq} of epoch ${state.epoch}`);
  if (state.seq > 0 && position.epoch > state.epoch && event.type !== 'run.resumed')
    state.problems.push(`${frame.id} begins an epoch without run.resumed`);
  state.runId = position.runId;
  state.epoch = position.epoch;
  state.seq = position.seq;
}

function cut(state: State, what: string, offset: number): void {
  if (state.text === null) return;
  if (offset > state.text.length) state.problems.push(`${what} cuts at ${offset}, beyond the text of ${state.text.length}`);
  state.text = state.text.slice(0, offset);
}

function checkText(state: State, event: RunEvent): void {
  if (event.type === 'text.delta') {
    if (state.text !== null && event.offset !== state.text.length)
      state.problems.push(`text lost or doubled: offset ${event.offset}, but ${state.text.length} so far`);
    if (state.text !== null) state.text += event.delta;
  }
  if (event.type === 'run.resumed' || event.type === 'provider.switched') cut(state, event.type, event.text_offset);
  if (event.type === 'run.finished') {
    state.terminals++;
    if (state.text !== null && frameCarriesAnswer(event) && event.response !== state.text)
      state.problems.push(`the final text differs from the streamed one: ${event.response.length} and ${state.text.length}`);
  }
}

/** The front's own terminal event does not know the text. */
function frameCarriesAnswer(event: Extract<RunEvent, { type: 'run.finished' }>): boolean {
  return event.error?.code !== 'BACKEND_DOWN';
}

/**
 * Judges what one reader got, independently of the product's code: gapless order, continuous text, exactly one terminal
 * event and then `[DONE]`. Empty when all is well. `from`: a resumed reader, whose text before is unknown.
 */
export function checkStream(frames: readonly SseFrame[], from: 'start' | 'middle' = 'start'): string[] {
  const state: State = {
    problems: [],
    runId: null,
    epoch: 0,
    seq: 0,
    text: from === 'start' ? '' : null,
    terminals: 0,
    done: false,
  };
  for (const frame of frames) {
    if (state.done) state.problems.push(`after [DONE]: ${frame.data.slice(0, 80)}`);
    if (frame.data === STREAM_DONE) {
      if (state.terminals !== 1) state.problems.push(`[DONE] after ${state.terminals} terminal events`);
      state.done = true;
      continue;
    }
    const parsed = runEvent.safeParse(JSON.parse(frame.data));
    if (!parsed.success) {
      state.problems.push(`not an event of the contract: ${frame.data.slice(0, 200)}: ${parsed.error.issues[0]?.message}`);
      continue;
    }
    if (state.terminals > 0) state.problems.push(`${parsed.data.type} after the terminal event`);
    checkPosition(state, frame, parsed.data);
    checkText(state, parsed.data);
  }
  if (from === 'start' && state.seq > 0 && !startsWithRunStarted(frames)) state.problems.push('does not begin with run.started');
  if (state.terminals !== 1) state.problems.push(`${state.terminals} terminal events`);
  if (!state.done) state.problems.push('no [DONE]');
  return state.problems;
}

function startsWithRunStarted(frames: readonly SseFrame[]): boolean {
  return frames[0]?.data.includes('"type":"run.started"') ?? false;
}
