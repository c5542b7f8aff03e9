import type { FileStore } from '../core/files.ts';

type Text = Awaited<ReturnType<FileStore['text']>>;

/** After so long without a reader the memory is given back. */
const KEPT_MS = 30_000;

/**
 * The texts of files for those who ask for part after part. The last one is kept, and others are read one after the other: a text may
 * be 20 million characters long, and whoever asks for many parts at once must not fill the memory or hold up the database.
 */
export function createTextReader(files: Pick<FileStore, 'get' | 'text'>): FileStore['text'] {
  let last: { key: string; text: Promise<Text> } | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  function read(key: string, ownerId: string, fileId: string): Promise<Text> {
    const text = queue.then(() => files.text(ownerId, fileId));
    const entry = { key, text };
    const forget = () => {
      if (last === entry) last = undefined;
    };
    last = entry;
    // A file without text may have one by the next time.
    queue = text.then((found) => typeof found?.text === 'string' || forget(), forget);
    return text;
  }

  return async (ownerId, fileId) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      last = undefined;
    }, KEPT_MS).unref();
    const key = `${ownerId}/${fileId}`;
    if (last?.key !== key) return read(key, ownerId, fileId);
    // The text of a file never changes, but the file may be gone.
    const [text, file] = await Promise.all([last.text, files.get(ownerId, fileId)]);
    return file && text;
  };
}
