'use client';
import { useEffect, useRef, useState } from 'react';
import type { BrowserVoiceSession } from '../../lib/client/voice/create-browser-voice.ts';
import type { VoiceState } from '../../lib/client/voice/voice-state.ts';
import { TurnLatency } from './turn-latency.tsx';
import { useVoiceState } from './use-voice-state.ts';
import { VoiceActions } from './voice-actions.tsx';
import { VoiceFace } from './voice-face.tsx';
import { VoiceFaultNote } from './voice-fault-note.tsx';
import { ProtectField, SpeedField, VoiceField } from './voice-fields.tsx';
import { useVoiceLink } from './voice-link.ts';
import { PHASE_WORDS, toServing } from './voice-words.ts';

/** What voice does now. Hands-free it stays; push-to-talk shows it while there is something to show. */
export function VoicePanel({ session }: { session: BrowserVoiceSession }) {
  const isOpen = useVoiceLink((state) => state.isOpen);
  const voice = useVoiceState((snapshot) => snapshot.voice);
  const isMuted = useVoiceState((snapshot) => snapshot.isMuted) ?? false;
  const timings = useVoiceState((snapshot) => snapshot.timings) ?? [];
  const [areOptionsOpen, setOptionsOpen] = useState(false);
  if (!voice || (!isOpen && isQuiet(voice))) return null;
  const words = toWords(voice, isMuted);
  return (
    <section aria-label="Voice" data-phase={voice.phase} className="voice-panel">
      <div className="flex flex-wrap items-center justify-between gap-x-3 sm:flex-nowrap">
        <VoiceFace voice={voice} isMuted={isMuted} level={session.level} />
        {/* On a phone the buttons of voice mode leave no room beside them. */}
        <div className={`min-w-0 flex-1 ${isOpen ? 'max-sm:order-last max-sm:basis-full' : ''}`}>
          <p role="status" className="text-sm font-medium">
            {words}
          </p>
          {!isOpen && <Caption voice={voice} isOpen={false} isMuted={isMuted} />}
        </div>
        <VoiceActions
          session={session}
          voice={voice}
          isMuted={isMuted}
          isOpen={isOpen}
          areOptionsOpen={areOptionsOpen}
          onOptions={() => setOptionsOpen(!areOptionsOpen)}
        />
      </div>
      {isOpen && <Caption voice={voice} isOpen isMuted={isMuted} />}
      <SpokenCaption words={voice.words} />
      {voice.answer?.approvalId && <p className="voice-approval">An action waits for your approval. Say “yes” or “no”.</p>}
      <VoiceFaultNote session={session} voice={voice} />
      {isOpen && areOptionsOpen && (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <VoiceField settings={session.settings} config={session.config} />
          <SpeedField settings={session.settings} />
          <ProtectField settings={session.settings} config={session.config} />
        </div>
      )}
      {isOpen && <TurnLatency timings={timings} />}
      {isOpen && <Serving session={session} />}
    </section>
  );
}

function isQuiet({ phase, notice }: VoiceState): boolean {
  return phase === 'idle' && notice === null;
}

function toWords(voice: VoiceState, isMuted: boolean): string {
  if (voice.mic === 'opening') return 'Waiting for the microphone';
  if (isMuted && voice.phase === 'listening') return 'Muted';
  if (voice.phase === 'thinking' && voice.answer?.isReplay) return 'Getting the voice ready';
  if (voice.phase === 'idle' && voice.notice !== null) return 'Ready';
  return PHASE_WORDS[voice.phase];
}

function Caption({ voice, isOpen, isMuted }: { voice: VoiceState; isOpen: boolean; isMuted: boolean }) {
  const isHearing = voice.phase === 'listening' && voice.mic === 'open';
  const hint = isOpen ? (isMuted ? 'Nothing is heard until you unmute.' : 'Just speak.') : 'Esc forgets it.';
  const text = voice.words === '' && isHearing ? hint : voice.words;
  if (text === '') return null;
  return (
    <p data-testid="caption" className={`voice-caption ${voice.words === '' ? 'text-muted' : ''}`}>
      {text}
    </p>
  );
}

const CAPTION_EVERY_MS = 2_500;

/** For screen readers: the words so far, but not at each new one. */
function SpokenCaption({ words }: { words: string }) {
  const [said, setSaid] = useState('');
  const latest = useRef(words);
  latest.current = words;
  const isEmpty = words === '';
  useEffect(() => {
    if (isEmpty) return;
    const timer = setInterval(() => setSaid(latest.current), CAPTION_EVERY_MS);
    return () => clearInterval(timer);
  }, [isEmpty]);
  return (
    <p aria-live="polite" className="sr-only">
      {isEmpty ? '' : said}
    </p>
  );
}

function Serving({ session }: { session: BrowserVoiceSession }) {
  const { hears, speaks } = toServing(session.config);
  return (
    <p className="text-[13px] text-muted">
      Heard by {hears} · spoken by {speaks}
    </p>
  );
}
