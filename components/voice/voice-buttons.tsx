'use client';
import { AudioLines, Mic } from 'lucide-react';
import { useTalkButton } from './use-talk-button.ts';
import { useVoiceState } from './use-voice-state.ts';
import { endVoice, preloadVoice, startHandsFree, useVoiceLink } from './voice-link.ts';

/** Push-to-talk, and a hands-free conversation. */
export function VoiceButtons() {
  const isOpen = useVoiceLink((state) => state.isOpen);
  return (
    <>
      <TalkButton isDisabled={isOpen} />
      <button
        type="button"
        aria-label="Voice mode"
        aria-pressed={isOpen}
        title={isOpen ? 'End voice mode' : 'Voice mode: talk hands-free'}
        className="voice-button"
        onPointerEnter={preloadVoice}
        onFocus={preloadVoice}
        onClick={() => (isOpen ? endVoice() : void startHandsFree())}
      >
        <AudioLines aria-hidden="true" size={18} />
      </button>
    </>
  );
}

function TalkButton({ isDisabled }: { isDisabled: boolean }) {
  const talk = useTalkButton();
  const isLocked = useVoiceLink((state) => state.isLocked);
  const isRecording = useVoiceState(({ voice }) => voice.mode === 'push_to_talk' && voice.mic !== 'closed') ?? false;
  const isLoading = useVoiceLink((state) => state.isLoading);
  return (
    <button
      type="button"
      aria-label="Talk"
      aria-pressed={isRecording}
      aria-keyshortcuts="Control+Shift+Space"
      title={toTitle(isRecording, isLocked)}
      disabled={isDisabled}
      className={`voice-button ${isLoading ? 'pulse' : ''}`}
      onPointerEnter={preloadVoice}
      onFocus={preloadVoice}
      {...talk}
    >
      <Mic aria-hidden="true" size={18} />
    </button>
  );
}

function toTitle(isRecording: boolean, isLocked: boolean): string {
  if (!isRecording) return 'Hold to talk, or click to begin and to end (Ctrl Shift Space)';
  return isLocked ? 'Click to send' : 'Release to send';
}
