import { persist } from 'zustand/middleware';
import { createStore } from 'zustand/vanilla';
import type { VoiceConfig } from '../../contract/voice.ts';
import type { VoiceMode } from './voice-state.ts';

export type VoiceSettings = {
  mode: VoiceMode;
  /** A voice of the provider; `null`: its usual one. */
  voice: string | null;
  speed: number;
  /** What was said with the button goes into the message field, to be edited before it is sent. */
  isEdited: boolean;
  /** Speech does not interrupt an answer; `null`: as it suits who speaks. */
  isProtected: boolean | null;
  /** BCP 47; `null`: recognised, where the provider can, else the browser's. */
  language: string | null;
  deviceId: string | null;
};

export const SPEEDS = [0.75, 1, 1.25, 1.5, 1.75] as const;

export const VOICE_DEFAULTS: VoiceSettings = {
  mode: 'push_to_talk',
  voice: null,
  speed: 1,
  isEdited: false,
  isProtected: null,
  language: null,
  deviceId: null,
};

/** Browsers do not keep their own voice out of the microphone: it would interrupt itself. */
export function isProtectedFromSpeech(settings: VoiceSettings, config: VoiceConfig | null): boolean {
  return settings.isProtected ?? !config?.synthesis;
}

export type VoiceSettingsStore = ReturnType<typeof createVoiceSettings>;

/** Remembered in this browser. It is loaded with the rest of voice, after the first paint. */
export function createVoiceSettings() {
  return createStore<VoiceSettings>()(persist(() => VOICE_DEFAULTS, { name: 'cartrita.voice' }));
}
