import { STREAM_DONE } from '../contract/events.ts';

const FRAME_END = Buffer.from('\n\n');
const ID_LINE = Buffer.from('\nid: ');
const DONE_FRAME = Buffer.from(`data: ${STREAM_DONE}\n\n`);
const TERMINAL = Buffer.from('run.finished');
const FILE_TERMINAL = Buffer.from('file.finished');
const DATA_LINE = Buffer.from('data: ');
const CONVERSATION_ID = /"conversation_id":"(conv_[0-9A-Za-z]{1,64})"/;
const NEW_LINE = 10;
const EMPTY: Buffer = Buffer.alloc(0);

/** Far above any frame that the orchestrator writes. */
const MAX_FRAME_BYTES = 4_194_304;

export type FrameTail = {
  /** Takes bytes as they arrive; gives those to pass on, or `null` for a frame without end. */
  push(chunk: Buffer): Buffer | null;
  /** Forgets an unfinished frame, before another connection goes on. */
  dropPartial(): void;
  /** Of the last complete frame that has one. */
  readonly lastEventId: string | undefined;
  readonly conversationId: string | undefined;
  /** The terminal event went through. */
  readonly finished: boolean;
  /** `[DONE]` went through. */
  readonly done: boolean;
};

/**
 * Watches a run's stream while it passes, so that another connection can go on exactly where this one broke. It works on
 * bytes and only on the last frame of each chunk: parsing each event would cost more than all the rest of the front. An
 * unfinished frame waits for its end, or the reader would get half of it twice; the orchestrator writes whole frames.
 */
export function createFrameTail(initialId: string | undefined): FrameTail {
  let partial = EMPTY;
  let lastEventId = initialId;
  let conversationId: string | undefined;
  let finished = false;
  let done = false;

  function note(frames: Buffer): void {
    const idAt = lastIdAt(frames);
    if (idAt !== -1) {
      lastEventId = frames.toString('latin1', idAt, frames.indexOf(NEW_LINE, idAt));
      finished ||= frames.includes(TERMINAL, idAt) && isTerminal(frames.toString('utf8', idAt));
    } else if (frames.includes(FILE_TERMINAL)) {
      // Events of a file have no ids: each connection begins with its state.
      finished ||= isTerminal(frames.toString('utf8', frames.lastIndexOf(DATA_LINE)));
    }
    conversationId ??= frames.includes('"conversation_id"') ? CONVERSATION_ID.exec(frames.toString('latin1'))?.[1] : undefined;
    done = frames.length >= DONE_FRAME.length && frames.subarray(-DONE_FRAME.length).equals(DONE_FRAME);
  }

  return {
    push(chunk) {
      const bytes = partial.length === 0 ? chunk : Buffer.concat([partial, chunk]);
      const endAt = bytes.lastIndexOf(FRAME_END);
      if (endAt === -1) {
        partial = bytes;
        return bytes.length > MAX_FRAME_BYTES ? null : EMPTY;
      }
      const frames = bytes.subarray(0, endAt + FRAME_END.length);
      partial = frames.length === bytes.length ? EMPTY : Buffer.from(bytes.subarray(frames.length));
      note(frames);
      return frames;
    },
    dropPartial: () => {
      partial = EMPTY;
    },
    get lastEventId() {
      return lastEventId;
    },
    get conversationId() {
      return conversationId;
    },
    get finished() {
      return finished;
    },
    get done() {
      return done;
    },
  };
}

function lastIdAt(frames: Buffer): number {
  const at = frames.lastIndexOf(ID_LINE);
  if (at !== -1) return at + ID_LINE.length;
  return frames.indexOf('id: ') === 0 ? 4 : -1;
}

/** The name alone also occurs in texts and tool arguments. */
function isTerminal(frame: string): boolean {
  const data = /^data: (.*)$/m.exec(frame)?.[1];
  try {
    return data !== undefined && ['run.finished', 'file.finished'].includes((JSON.parse(data) as { type: string }).type);
  } catch {
    return false;
  }
}
