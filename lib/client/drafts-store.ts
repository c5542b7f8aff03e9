import { create } from 'zustand';
import { persist } from 'zustand/middleware';

/** A file of a message that is not sent yet. */
export type DraftFile = {
  /** Of its upload, while this tab sends it. */
  id: string;
  /** `null` until its bytes are safely stored. */
  file_id: string | null;
  name: string;
  mime_type: string;
  size_bytes: number;
  state: 'sending' | 'stored' | 'failed';
};

type DraftsState = {
  /** What is in the composer, by conversation id or `NEW_CHAT`. */
  drafts: Record<string, string>;
  /** What is to be sent when the running answer is finished, or its files have arrived. */
  queued: Record<string, string>;
  /** Files of drafts, and by `toQueuedKey` of queued messages. */
  files: Record<string, DraftFile[]>;
  /** Queued messages that wait for their files alone; not remembered, for unsent files are gone after a reload. */
  held: Record<string, true>;
};

export const useDrafts = create<DraftsState>()(
  persist((): DraftsState => ({ drafts: {}, queued: {}, files: {}, held: {} }), {
    name: 'cartrita.drafts',
    skipHydration: true,
    // What was not stored went away with the tab that sent it.
    partialize: ({ drafts, queued, files }) => ({
      drafts,
      queued,
      files: mapFiles(files, (file) => (file.state === 'stored' ? file : null)),
    }),
  }),
);

const NO_FILES: DraftFile[] = [];

export function useDraftFiles(key: string): DraftFile[] {
  return useDrafts(({ files }) => files[key] ?? NO_FILES);
}

export function toQueuedKey(key: string): string {
  return `queued ${key}`;
}

export function setDraft(key: string, text: string): void {
  useDrafts.setState(({ drafts }) => ({ drafts: withEntry(drafts, key, text) }));
}

export function setQueued(key: string, text: string): void {
  useDrafts.setState(({ queued, held: { [key]: _, ...held } }) => ({ queued: withEntry(queued, key, text), held }));
}

/** Queues the draft with its files, behind what is queued already. `isHeld`: it waits for these files alone. */
export function queueDraft(key: string, text: string, isHeld: boolean): void {
  const before = useDrafts.getState().queued[key];
  setQueued(key, before === undefined ? text : `${before}\n\n${text}`);
  addDraftFiles(toQueuedKey(key), takeDraftFiles(key));
  if (isHeld) useDrafts.setState(({ held }) => ({ held: { ...held, [key]: true } }));
}

/** Takes the queued message away; its files go back to the draft. */
export function unqueue(key: string): void {
  setQueued(key, '');
  addDraftFiles(key, takeDraftFiles(toQueuedKey(key)));
}

export function addDraftFiles(key: string, added: DraftFile[]): void {
  useDrafts.setState(({ files }) => ({ files: withEntry(files, key, [...(files[key] ?? []), ...added]) }));
}

/** Changes a file of whichever message it belongs to by now; `null` takes it away. */
export function patchDraftFile(id: string, patch: Partial<DraftFile> | null): void {
  useDrafts.setState(({ files }) => ({
    files: mapFiles(files, (file) => (file.id === id ? patch && { ...file, ...patch } : file)),
  }));
}

/** Takes the files of a message out of the drafts. */
export function takeDraftFiles(key: string): DraftFile[] {
  const taken = useDrafts.getState().files[key] ?? [];
  useDrafts.setState(({ files }) => ({ files: withEntry(files, key, []) }));
  return taken;
}

/** Puts a text and its files back into the composer, above whatever came meanwhile. */
export function giveBack(key: string, text: string, files: DraftFile[] = []): void {
  const present = useDrafts.getState().drafts[key] ?? '';
  setDraft(key, present.trim() === '' ? text : `${text}\n\n${present}`);
  addDraftFiles(key, files);
}

function withEntry<T extends { length: number }>(entries: Record<string, T>, key: string, value: T): Record<string, T> {
  const { [key]: _, ...others } = entries;
  return value.length === 0 ? others : { ...others, [key]: value };
}

function mapFiles(files: DraftsState['files'], change: (file: DraftFile) => DraftFile | null): DraftsState['files'] {
  return Object.entries(files).reduce<DraftsState['files']>(
    (all, [key, list]) =>
      withEntry(
        all,
        key,
        list.map(change).filter((file) => file !== null),
      ),
    {},
  );
}
