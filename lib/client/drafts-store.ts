import { create } from 'zustand';
import { persist } from 'zustand/middleware';

type DraftsState = {
  /** What is in the composer, by conversation id or `NEW_CHAT`. */
  drafts: Record<string, string>;
  /** What is to be sent when the running answer is finished. */
  queued: Record<string, string>;
};

export const useDrafts = create<DraftsState>()(
  persist((): DraftsState => ({ drafts: {}, queued: {} }), { name: 'cartrita.drafts', skipHydration: true }),
);

export function setDraft(key: string, text: string): void {
  useDrafts.setState(({ drafts }) => ({ drafts: withText(drafts, key, text) }));
}

export function setQueued(key: string, text: string): void {
  useDrafts.setState(({ queued }) => ({ queued: withText(queued, key, text) }));
}

/** Puts a text back into the composer, above whatever was typed meanwhile. */
export function giveBack(key: string, text: string): void {
  const present = useDrafts.getState().drafts[key] ?? '';
  setDraft(key, present.trim() === '' ? text : `${text}\n\n${present}`);
}

function withText(texts: Record<string, string>, key: string, text: string): Record<string, string> {
  const { [key]: _, ...others } = texts;
  return text === '' ? others : { ...others, [key]: text };
}
