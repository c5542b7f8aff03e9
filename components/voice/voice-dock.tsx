'use client';
import { useEffect, useRef } from 'react';
import { useVoiceKeys } from './use-voice-keys.ts';
import { endVoice, stopReading, useVoiceLink } from './voice-link.ts';
import { VoicePanel } from './voice-panel.tsx';

/** Voice above the message field, from the moment that somebody wants to speak. */
export default function VoiceDock({ conversationId }: { conversationId: string | null }) {
  const session = useVoiceLink((state) => state.session);
  useVoiceKeys(session);
  useEndWithConversation(conversationId);
  useReadingEnd();
  return session && <VoicePanel session={session} />;
}

/** A spoken conversation belongs to what is shown; its first message gives a new one its address. */
function useEndWithConversation(conversationId: string | null): void {
  const before = useRef(conversationId);
  useEffect(() => {
    const isOther = before.current !== conversationId && before.current !== null;
    before.current = conversationId;
    if (isOther) endVoice();
  }, [conversationId]);
  const isShown = useRef(true);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
      // Strict mode takes effects back and sets them again at once.
      setTimeout(() => {
        if (!isShown.current) endVoice();
      }, 0);
    };
  }, []);
}

/** The button of what was read aloud becomes itself again when it is over. */
function useReadingEnd(): void {
  const session = useVoiceLink((state) => state.session);
  useEffect(
    () =>
      session?.store.subscribe(({ voice }) => {
        const isReading = voice.answer?.isReplay === true;
        if (!isReading && useVoiceLink.getState().replayOf !== null) stopReading();
      }),
    [session],
  );
}
