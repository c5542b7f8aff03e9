import { useEffect } from 'react';
import { addEscapeLayer } from '../../lib/client/escape-layers.ts';
import type { BrowserVoiceSession } from '../../lib/client/voice/create-browser-voice.ts';
import type { VoiceState } from '../../lib/client/voice/voice-state.ts';
import { endVoice, stopReading, useVoiceLink } from './voice-link.ts';

/** Esc forgets what is being said, else ends the answer, else leaves voice. */
export function useVoiceKeys(session: BrowserVoiceSession | null): void {
  useEffect(() => {
    if (!session) return;
    return addEscapeLayer({ element: () => null, close: () => obey(session, session.store.getState().voice) });
  }, [session]);
}

/** Whether there was something to end. */
function obey(session: BrowserVoiceSession, voice: VoiceState): boolean {
  if (voice.mode === 'push_to_talk' && voice.mic !== 'closed') session.cancel();
  else if (voice.answer?.isReplay) stopReading();
  else if (voice.answer) session.skip();
  else if (useVoiceLink.getState().isOpen || voice.phase !== 'idle') endVoice();
  else return false;
  return true;
}
