import type { BrowserVoiceSession } from './create-browser-voice.ts';
import type { SpokenPage } from './create-voice-chat.ts';

let loading: Promise<BrowserVoiceSession> | null = null;

/**
 * Loads voice, once a page: nothing of it is part of the page before. Rejects when it cannot be loaded; the next call tries again.
 */
export function loadVoice(page: SpokenPage): Promise<BrowserVoiceSession> {
  loading ??= load(page).catch((thrown: unknown) => {
    loading = null;
    throw thrown;
  });
  return loading;
}

async function load(page: SpokenPage): Promise<BrowserVoiceSession> {
  const [{ createBrowserVoice }, { createVoiceChat }] = await Promise.all([
    import('./create-browser-voice.ts'),
    import('./create-voice-chat.ts'),
  ]);
  return createBrowserVoice(createVoiceChat(page));
}
