import type { RunEvent } from '../../lib/contract/events.ts';
import { type Cursor, START } from '../core/frame.ts';
import type { RunStore } from '../core/store.ts';

const PAGE_FRAMES = 500;

/** All logged events of a run in order, a page at a time. */
export async function* readEvents(
  store: Pick<RunStore, 'readFrames'>,
  runId: string,
): AsyncGenerator<{ event: RunEvent; seq: number }, void> {
  let cursor: Cursor = START;
  for (;;) {
    const page = await store.readFrames(runId, cursor, PAGE_FRAMES);
    for (const frame of page) {
      // Written by this product from typed events, hence not validated again.
      yield { event: JSON.parse(frame.data) as RunEvent, seq: frame.seq };
    }
    const last = page.at(-1);
    if (!last || page.length < PAGE_FRAMES) return;
    cursor = { epoch: last.epoch, seq: last.seq };
  }
}
