import { create } from 'zustand';
import { showToast } from '../../lib/client/toast-store.ts';
import type { BrowserVoiceSession } from '../../lib/client/voice/create-browser-voice.ts';
import { loadVoice } from '../../lib/client/voice/load-voice.ts';
import type { VoiceMode } from '../../lib/client/voice/voice-state.ts';
import { keepToOneTab } from '../../lib/client/voice/voice-tabs.ts';

type VoiceLink = {
  /** `null` until somebody wants to speak. */
  session: BrowserVoiceSession | null;
  isLoading: boolean;
  /** The panel of a hands-free conversation. */
  isOpen: boolean;
  /** The button was clicked, not held: the next click ends what is said. */
  isLocked: boolean;
  /** The answer that is read aloud. */
  replayOf: string | null;
};

/** What the page knows of voice before its code is there. */
export const useVoiceLink = create<VoiceLink>(() => ({
  session: null,
  isLoading: false,
  isOpen: false,
  isLocked: false,
  replayOf: null,
}));

/** The code of voice, and what it needs of this page. */
async function load(): Promise<BrowserVoiceSession> {
  const { createSpokenPage } = await import('./spoken-page.ts');
  return loadVoice(createSpokenPage(() => useVoiceLink.getState().session?.settings.getState()));
}

/** Loads voice where it is not yet; says so and gives `null` when it cannot be loaded. */
export async function openVoice(): Promise<BrowserVoiceSession | null> {
  const { session } = useVoiceLink.getState();
  if (session) return session;
  useVoiceLink.setState({ isLoading: true });
  try {
    const loaded = await load();
    if (useVoiceLink.getState().session === null) keepToOneTab(loaded, leaveToOtherTab);
    useVoiceLink.setState({ session: loaded });
    return loaded;
  } catch {
    showToast({ tone: 'error', text: 'Voice could not be loaded. Typing works.' });
    return null;
  } finally {
    useVoiceLink.setState({ isLoading: false });
  }
}

/** Ahead of the click, so that the first word is not lost; a failure is told when it matters. */
export function preloadVoice(): void {
  load().catch(() => {});
}

function inMode(session: BrowserVoiceSession, mode: VoiceMode): void {
  if (session.settings.getState().mode !== mode) session.settings.setState({ mode });
}

export async function startHandsFree(): Promise<void> {
  useVoiceLink.setState({ isOpen: true });
  const session = await openVoice();
  if (!session) useVoiceLink.setState({ isOpen: false });
  if (!session || !useVoiceLink.getState().isOpen) return;
  inMode(session, 'hands_free');
  session.press();
}

/** Leaves voice; a run goes on in the chat. */
export function endVoice(): void {
  useVoiceLink.setState({ isOpen: false, isLocked: false, replayOf: null });
  useVoiceLink.getState().session?.stop();
}

function leaveToOtherTab(): void {
  endVoice();
  const tell = () => showToast({ tone: 'info', text: 'Voice went on in another tab and ended here.' });
  // Told when somebody is there to read it.
  if (document.visibilityState === 'visible') tell();
  else document.addEventListener('visibilitychange', tell, { once: true });
}

/** Push-to-talk. */
export async function startTalking(isStillWanted: () => boolean): Promise<void> {
  const session = await openVoice();
  if (!session || !isStillWanted()) return;
  useVoiceLink.setState({ isOpen: false });
  inMode(session, 'push_to_talk');
  session.press();
}

/** Reads an answer aloud instead of whatever is read now. */
export async function readAloud(messageId: string, text: string): Promise<void> {
  const session = await openVoice();
  if (!session) return;
  stopReading();
  session.replay(text);
  if (session.store.getState().voice.answer?.isReplay) useVoiceLink.setState({ replayOf: messageId });
}

export function stopReading(): void {
  const { session } = useVoiceLink.getState();
  if (session?.store.getState().voice.answer?.isReplay) session.skip();
  useVoiceLink.setState({ replayOf: null });
}
