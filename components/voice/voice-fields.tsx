import { useId } from 'react';
import { useStore } from 'zustand';
import { isProtectedFromSpeech, SPEEDS, type VoiceSettingsStore } from '../../lib/client/voice/voice-settings.ts';
import type { VoiceConfig } from '../../lib/contract/voice.ts';

type FieldProps = { settings: VoiceSettingsStore };
type ServedFieldProps = FieldProps & { config: VoiceConfig | null };

/** The voices of the provider; where there is none, the browser speaks with its own. */
export function VoiceField({ settings, config }: ServedFieldProps) {
  const chosen = useStore(settings, (state) => state.voice);
  const voices = config?.voices ?? [];
  const isKnown = voices.some((voice) => voice.voice_id === chosen);
  return (
    <select
      aria-label="Voice"
      className="field w-auto! max-w-full"
      disabled={voices.length === 0}
      value={isKnown && chosen !== null ? chosen : ''}
      onChange={(event) => settings.setState({ voice: event.target.value === '' ? null : event.target.value })}
    >
      <option value="">{voices.length === 0 ? 'The browser’s own' : 'Usual voice'}</option>
      {voices.map((voice) => (
        <option key={voice.voice_id} value={voice.voice_id}>
          {voice.name} ({voice.language})
        </option>
      ))}
    </select>
  );
}

export function SpeedField({ settings }: FieldProps) {
  const speed = useStore(settings, (state) => state.speed);
  return (
    <select
      aria-label="Speed"
      className="field w-auto!"
      value={speed}
      onChange={(event) => settings.setState({ speed: Number(event.target.value) })}
    >
      {SPEEDS.map((value) => (
        <option key={value} value={value}>
          {value} ×
        </option>
      ))}
    </select>
  );
}

export function ProtectField({ settings, config, hasLabel = true }: ServedFieldProps & { hasLabel?: boolean }) {
  const id = useId();
  const isProtected = useStore(settings, (state) => isProtectedFromSpeech(state, config));
  return (
    <span className="flex min-h-9 items-center gap-2">
      <input
        type="checkbox"
        id={id}
        aria-label="Don’t interrupt"
        className="checkbox"
        checked={isProtected}
        onChange={(event) => settings.setState({ isProtected: event.target.checked })}
      />
      {hasLabel && (
        <label htmlFor={id} className="text-sm">
          Don’t interrupt
        </label>
      )}
    </span>
  );
}

export function EditField({ settings }: FieldProps) {
  const isEdited = useStore(settings, (state) => state.isEdited);
  return (
    <select
      aria-label="What is said with the button"
      className="field w-auto!"
      value={isEdited ? 'edit' : 'send'}
      onChange={(event) => settings.setState({ isEdited: event.target.value === 'edit' })}
    >
      <option value="send">Is sent at once</option>
      <option value="edit">Is edited first</option>
    </select>
  );
}
