import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { VoiceSnapshot } from '../../lib/client/voice/voice-session.ts';
import { useVoiceLink } from './voice-link.ts';

/** Before voice is loaded nothing of it changes. */
const NOTHING = createStore<VoiceSnapshot | null>(() => null);

/** A part of what voice does now; `null` while its code is not loaded. */
export function useVoiceState<T>(select: (snapshot: VoiceSnapshot) => T): T | null {
  const session = useVoiceLink((state) => state.session);
  const store = (session?.store ?? NOTHING) as typeof NOTHING;
  return useStore(store, (snapshot) => (snapshot === null ? null : select(snapshot)));
}
