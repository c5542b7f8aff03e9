import type { EventBus } from '../core/bus.ts';
import type { RunStore } from '../core/store.ts';
import type { Channel } from './channel.ts';

const PAGE_FRAMES = 256;
/** The net under wake-ups that got lost. */
const POLL_MS = 500;

/** A wake-up that is not lost when it comes before the wait. */
function createBell(): { ring(): void /** `false`: nobody rang in time. */; wait(timeoutMs: number): Promise<boolean> } {
  let rung = false;
  let wake: (() => void) | null = null;
  return {
    ring() {
      rung = true;
      wake?.();
    },
    async wait(timeoutMs) {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      const heard = rung;
      wake = null;
      rung = false;
      return heard;
    },
  };
}

/**
 * Feeds a channel with a run that another process works on: every reader here shares this one look into the log.
 * Ends with the run, with the last listener, or when another channel has taken over (`isCurrent`).
 */
export async function followRun(deps: {
  store: RunStore;
  bus: EventBus;
  channel: Channel;
  isCurrent: () => boolean;
}): Promise<void> {
  const { store, bus, channel, isCurrent } = deps;
  const bell = createBell();
  // Not awaited: while the bus is away, polling goes on. Ringing once it is there covers what came before.
  const subscription = bus.subscribe(`run.${channel.runId}`, bell.ring).then(
    (unsubscribe) => {
      bell.ring();
      return unsubscribe;
    },
    () => () => {},
  );
  try {
    while (isCurrent()) {
      const news = await readNews();
      if (news === 'end') return;
      if (news === 'more') continue;
      const heard = await bell.wait(POLL_MS);
      if (!heard && channel.listeners() === 0) return;
    }
  } finally {
    channel.close('moved');
    void subscription.then((unsubscribe) => unsubscribe());
  }

  async function readNews(): Promise<'end' | 'more' | 'none'> {
    try {
      const page = await store.readFrames(channel.runId, channel.position(), PAGE_FRAMES);
      if (!isCurrent()) return 'end';
      for (const frame of page) channel.publish(frame);
      channel.settle(channel.position().seq);
      if (page.at(-1)?.type === 'run.finished') return 'end';
      if (page.length > 0) return 'more';
      if (await store.get(channel.runId)) return 'none';
      channel.close('gone');
      return 'end';
    } catch {
      // The database is away: try again with the next wake-up.
      return 'none';
    }
  }
}
