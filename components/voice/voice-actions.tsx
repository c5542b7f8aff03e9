import { Mic, MicOff, SlidersHorizontal, Square, X } from 'lucide-react';
import type { BrowserVoiceSession } from '../../lib/client/voice/create-browser-voice.ts';
import type { VoiceState } from '../../lib/client/voice/voice-state.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { endVoice } from './voice-link.ts';

type VoiceActionsProps = {
  session: BrowserVoiceSession;
  voice: VoiceState;
  isMuted: boolean;
  isOpen: boolean;
  areOptionsOpen: boolean;
  onOptions(): void;
};

export function VoiceActions({ session, voice, isMuted, isOpen, areOptionsOpen, onOptions }: VoiceActionsProps) {
  const isAnswering = voice.answer !== null;
  return (
    <div className="flex flex-none items-center">
      {isAnswering && (
        <IconButton label="Stop speaking" aria-keyshortcuts="Escape" onClick={() => session.skip()}>
          <Square size={14} fill="currentColor" />
        </IconButton>
      )}
      {isOpen && (
        <>
          <IconButton
            label={isMuted ? 'Unmute' : 'Mute'}
            aria-pressed={isMuted}
            disabled={voice.mic !== 'open'}
            onClick={() => session.mute(!isMuted)}
          >
            {isMuted ? <MicOff size={17} /> : <Mic size={17} />}
          </IconButton>
          <IconButton
            label="Voice options"
            aria-expanded={areOptionsOpen}
            data-state={areOptionsOpen ? 'open' : 'closed'}
            onClick={onOptions}
          >
            <SlidersHorizontal size={16} />
          </IconButton>
        </>
      )}
      <IconButton label={isOpen ? 'End voice mode' : 'Close'} onClick={endVoice}>
        <X size={18} />
      </IconButton>
    </div>
  );
}
