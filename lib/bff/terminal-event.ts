import { STREAM_DONE } from '../contract/events.ts';
import { type Broken, toBrokenEnd } from '../shared/to-broken-end.ts';

export const DONE_FRAME = `data: ${STREAM_DONE}\n\n`;

/** The frames that end a stream in the backend's stead. */
export function toTerminalFrames(broken: Broken): string {
  return `data: ${JSON.stringify(toBrokenEnd(broken))}\n\n${DONE_FRAME}`;
}
