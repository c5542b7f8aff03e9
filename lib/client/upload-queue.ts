import { nanoid } from 'nanoid';
import { createStore } from 'zustand/vanilla';
import { type AppError, ERROR_TABLE, toAppError } from '../contract/errors.ts';
import type { FileRecord, UploadAnswer } from '../contract/files.ts';

export type Upload = {
  id: string;
  name: string;
  size_bytes: number;
  mime_type: string;
  state: 'waiting' | 'sending' | 'stored' | 'failed';
  /** Share of its bytes that has been sent, 0 to 1. */
  sent: number;
  error: AppError | null;
  /** Once it is stored. */
  file: FileRecord | null;
  /** An address of its bytes within this page, for pictures. */
  previewUrl: string | null;
};

/** Uploads of this tab that are not done with, oldest first. */
export type UploadsState = { order: readonly string[]; uploads: Readonly<Record<string, Upload>> };

export type SendFile = (
  file: File,
  options: { onSent(share: number): void; signal: AbortSignal; idempotencyKey: string },
) => Promise<Pick<UploadAnswer, 'file'>>;

type Options = {
  send: SendFile;
  onStored(upload: Upload, file: FileRecord): void;
  onFailed(upload: Upload, error: AppError): void;
  /** Milliseconds; waits between attempts grow from it. */
  retryAfterMs?: number;
};

/** More than that at once would leave a browser, which has six connections to a host, none for the rest of the page. */
const AT_ONCE = 3;
const ATTEMPTS = 4;
/** Shares of a file that are worth a new picture on the screen. */
const STEP = 0.02;

/** Sends files, three at a time, and tries again by itself what a retry can help. */
export function createUploadQueue({ send, onStored, onFailed, retryAfterMs = 1_000 }: Options) {
  const store = createStore<UploadsState>(() => ({ order: [], uploads: {} }));
  const sources = new Map<string, File>();
  const running = new Map<string, AbortController>();
  const waiting: string[] = [];

  const patch = (id: string, change: Partial<Upload>): void => {
    store.setState(({ uploads }) => {
      const upload = uploads[id];
      return upload ? { uploads: { ...uploads, [id]: { ...upload, ...change } } } : {};
    });
  };

  function start(): void {
    while (running.size < AT_ONCE) {
      const id = waiting.shift();
      if (id === undefined) return;
      const source = sources.get(id);
      if (source) void run(id, source);
    }
  }

  async function run(id: string, source: File): Promise<void> {
    const controller = new AbortController();
    running.set(id, controller);
    patch(id, { state: 'sending', sent: 0, error: null });
    try {
      const { file } = await sendPatiently(id, source, controller.signal);
      sources.delete(id);
      patch(id, { state: 'stored', sent: 1, file });
      const upload = store.getState().uploads[id];
      if (upload) onStored(upload, file);
    } catch (thrown) {
      if (!controller.signal.aborted) fail(id, toAppError(thrown));
    } finally {
      running.delete(id);
      start();
    }
  }

  function fail(id: string, error: AppError): void {
    patch(id, { state: 'failed', error });
    const upload = store.getState().uploads[id];
    if (upload) onFailed(upload, error);
  }

  async function sendPatiently(id: string, source: File, signal: AbortSignal) {
    for (let attempt = 1; ; attempt += 1) {
      let shown = 0;
      const onSent = (share: number) => {
        if (share - shown < STEP && share < 1) return;
        shown = share;
        patch(id, { sent: share });
      };
      try {
        // An answer that was lost on the way must not leave a second file.
        return await send(source, { onSent, signal, idempotencyKey: id });
      } catch (thrown) {
        signal.throwIfAborted();
        const error = toAppError(thrown);
        if (!ERROR_TABLE[error.code].retryable || attempt >= ATTEMPTS) throw error;
        const waitMs =
          error.retryAfterSeconds === undefined ? retryAfterMs * 2 ** (attempt - 1) : error.retryAfterSeconds * 1_000;
        await pause(waitMs, signal);
      }
    }
  }

  return {
    store,
    add(files: readonly File[]): Upload[] {
      const added = files.map(toUpload);
      added.forEach((upload, index) => {
        sources.set(upload.id, files[index] as File);
      });
      waiting.push(...added.map(({ id }) => id));
      store.setState(({ order, uploads }) => ({
        order: [...order, ...added.map(({ id }) => id)],
        uploads: { ...uploads, ...Object.fromEntries(added.map((upload) => [upload.id, upload])) },
      }));
      start();
      return added;
    },
    retry(id: string): void {
      if (store.getState().uploads[id]?.state !== 'failed' || !sources.has(id)) return;
      patch(id, { state: 'waiting', error: null, sent: 0 });
      waiting.push(id);
      start();
    },
    /** Ends it, whatever its state, and forgets it. */
    remove(id: string): void {
      running.get(id)?.abort();
      sources.delete(id);
      const at = waiting.indexOf(id);
      if (at >= 0) waiting.splice(at, 1);
      const { [id]: removed, ...uploads } = store.getState().uploads;
      if (removed?.previewUrl) URL.revokeObjectURL(removed.previewUrl);
      store.setState(({ order }) => ({ order: order.filter((item) => item !== id), uploads }));
    },
  };
}

const SHOWN_PICTURES = /^image\/(png|jpeg|gif|webp)$/;

function toUpload(file: File): Upload {
  const previewUrl = SHOWN_PICTURES.test(file.type) ? URL.createObjectURL(file) : null;
  return {
    id: nanoid(),
    name: file.name,
    size_bytes: file.size,
    mime_type: file.type,
    state: 'waiting',
    sent: 0,
    error: null,
    file: null,
    previewUrl,
  };
}

/** Abort: throws the signal's reason. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
