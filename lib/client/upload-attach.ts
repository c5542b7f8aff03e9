import { giveBack, useDrafts } from './drafts-store.ts';
import { plural } from './format.ts';
import { showToast } from './toast-store.ts';

/** What a message may carry; the contract says so. */
const MOST_FILES = 50;

/** Attaches files to the draft of a conversation. The code that sends them is loaded with the first one. */
export async function attachFiles(key: string, files: readonly File[]): Promise<string[]> {
  const present = useDrafts.getState().files[key]?.length ?? 0;
  const taken = files.slice(0, Math.max(0, MOST_FILES - present));
  const left = files.length - taken.length;
  if (left > 0) {
    const text = `A message can carry ${MOST_FILES} files; ${plural(left, 'file was', 'files were')} left out. The library takes any number.`;
    showToast({ tone: 'error', text });
  }
  if (taken.length === 0) return [];
  try {
    const { uploadToDraft } = await import('./uploads.ts');
    return uploadToDraft(key, taken);
  } catch {
    showToast({ tone: 'error', text: 'Files cannot be attached while there is no connection.' });
    return [];
  }
}

/** Text from here on is attached as a file when it is pasted. */
export const LONG_PASTE_CHARS = 8_000;

/** Attaches a long text; undoing that puts it into the message after all. */
export async function attachText(key: string, text: string): Promise<void> {
  const [id] = await attachFiles(key, [new File([text], 'pasted-text.txt', { type: 'text/plain' })]);
  if (id === undefined) {
    giveBack(key, text);
    return;
  }
  const undo = async () => {
    const { removeUpload } = await import('./uploads.ts');
    removeUpload(id);
    giveBack(key, text);
  };
  showToast({
    tone: 'info',
    text: `The long text was attached as a file (${plural(text.length, 'character')}).`,
    action: { label: 'Undo', run: () => void undo() },
    forMs: 10_000,
  });
}
