'use client';
import { Square, Volume2 } from 'lucide-react';
import { IconButton } from '../ui/icon-button.tsx';
import { readAloud, stopReading, useVoiceLink } from './voice-link.ts';

export function ReadAloudButton({ messageId, text }: { messageId: string; text: string }) {
  const isReading = useVoiceLink((state) => state.replayOf === messageId);
  return (
    <IconButton
      label={isReading ? 'Stop reading' : 'Read aloud'}
      onClick={() => (isReading ? stopReading() : void readAloud(messageId, text))}
    >
      {isReading ? <Square size={14} fill="currentColor" /> : <Volume2 size={17} />}
    </IconButton>
  );
}
