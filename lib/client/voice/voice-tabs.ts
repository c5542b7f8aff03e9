import type { VoiceSession } from './voice-session.ts';
import type { VoicePhase } from './voice-state.ts';

/** What a tab tells the others when voice begins there. */
const TAKEN = 'taken';

const isIdle = (phase: VoicePhase) => phase === 'idle' || phase === 'error';

type Session = Pick<VoiceSession, 'store'>;

/**
 * Voice is used in one tab of this browser at a time: two would hear each other, and send what is said twice. `leave` is called when it
 * begins elsewhere while it goes on here. Returns how to end this.
 */
export function keepToOneTab({ store }: Session, leave: () => void): () => void {
  const channel = new BroadcastChannel('cartrita.voice');
  let wasIdle = isIdle(store.getState().voice.phase);
  const unsubscribe = store.subscribe(({ voice }) => {
    const isIdleNow = isIdle(voice.phase);
    if (wasIdle && !isIdleNow) channel.postMessage(TAKEN);
    wasIdle = isIdleNow;
  });
  channel.onmessage = ({ data }) => {
    if (data === TAKEN && !isIdle(store.getState().voice.phase)) leave();
  };
  return () => {
    unsubscribe();
    channel.close();
  };
}
