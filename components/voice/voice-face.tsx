import { AlertTriangle, LoaderCircle, type LucideIcon, Mic, MicOff, Sparkles, Volume2 } from 'lucide-react';
import type { VoicePhase, VoiceState } from '../../lib/client/voice/voice-state.ts';
import { LevelMeter } from './level-meter.tsx';

const ICONS: Record<VoicePhase, LucideIcon> = {
  idle: Mic,
  listening: Mic,
  endpointing: LoaderCircle,
  transcribing: LoaderCircle,
  thinking: Sparkles,
  speaking: Volume2,
  interrupted: Mic,
  error: AlertTriangle,
};

type VoiceFaceProps = { voice: VoiceState; isMuted: boolean; level: () => number };

/** The state as a picture, with how loud the microphone is. */
export function VoiceFace({ voice, isMuted, level }: VoiceFaceProps) {
  const { phase } = voice;
  const Icon = isMuted ? MicOff : ICONS[phase];
  const isWorking = phase === 'endpointing' || phase === 'transcribing';
  return (
    <span className="flex flex-none items-center gap-2">
      <span aria-hidden="true" data-phase={phase} className="voice-face">
        <Icon size={18} className={isWorking ? 'spin' : phase === 'thinking' ? 'pulse' : ''} />
      </span>
      {voice.mic === 'open' && !isMuted && <LevelMeter level={level} />}
    </span>
  );
}
