import { createStore } from 'zustand/vanilla';
import { toAppError } from '../contract/errors.ts';
import type { FileEvent, FileRecord } from '../contract/files.ts';
import type { Http } from './http.ts';

/** What is known of a file that is being read, newer than any list. */
export type LiveFile = Pick<FileRecord, 'stage' | 'progress'> & {
  note: string | null;
  /** Set when it is known as a whole. */
  file: FileRecord | null;
};

type Options = {
  http: Http;
  readStream(fileId: string, options: { signal: AbortSignal; onEvent(event: FileEvent): void }): Promise<boolean>;
  /** It is ready, has failed or is gone. */
  onFinished(fileId: string, file: FileRecord | null): void;
  pollMs?: number;
};

const POLL_MS = 1_500;
/** Browsers have six connections to a host; uploads and a running answer need theirs. All other files are asked for together. */
const STREAMS = 1;
const LIST_LIMIT = 200;
const SINGLE_LOOKUPS = 5;

/** Follows files until each is ready or has failed: one by its stream, the others by looking at the list. */
export function createFilesWatcher({ http, readStream, onFinished, pollMs = POLL_MS }: Options) {
  const store = createStore<Record<string, LiveFile>>(() => ({}));
  const watched = new Set<string>();
  const streams = new Map<string, AbortController>();
  /** Files whose stream was refused. */
  const refused = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | null = null;

  function tell(file: FileRecord): void {
    const { stage, progress } = file;
    store.setState({ [file.file_id]: { stage, progress, note: null, file } });
    if (stage === 'ready' || stage === 'failed') finish(file.file_id, file);
  }

  function finish(id: string, file: FileRecord | null): void {
    if (!watched.delete(id)) return;
    streams.get(id)?.abort();
    onFinished(id, file);
  }

  function onEvent(event: FileEvent): void {
    if (event.type === 'file.finished') tell(event.file);
    else if (watched.has(event.file_id)) {
      const { stage, progress, note } = event;
      store.setState({ [event.file_id]: { stage, progress, note: note ?? null, file: null } });
    }
  }

  async function stream(id: string): Promise<void> {
    const controller = new AbortController();
    streams.set(id, controller);
    try {
      await readStream(id, { signal: controller.signal, onEvent });
    } catch (thrown) {
      if (toAppError(thrown).code === 'NOT_FOUND') finish(id, null);
      else refused.add(id);
    } finally {
      streams.delete(id);
      // Cut before its end: the next look at the list, and then a stream again.
      schedule();
    }
  }

  function start(): void {
    for (const id of watched) {
      if (streams.size >= STREAMS) break;
      if (!streams.has(id) && !refused.has(id)) void stream(id);
    }
    schedule();
  }

  function schedule(): void {
    if (timer !== null || watched.size === 0) return;
    timer = setTimeout(() => void poll(), pollMs);
  }

  async function poll(): Promise<void> {
    try {
      await lookAtOthers();
    } catch {
      // Not reachable now: looked at again.
    }
    timer = null;
    start();
  }

  async function lookAtOthers(): Promise<void> {
    const isPolled = (id: string) => watched.has(id) && !streams.has(id);
    if (![...watched].some(isPolled)) return;
    const { files } = await http.call('listFiles', { query: { state: 'working', limit: LIST_LIMIT } });
    const listed = new Set(files.map(({ file_id: id }) => id));
    for (const file of files) if (isPolled(file.file_id)) tell(file);
    const unlisted = [...watched].filter((id) => isPolled(id) && !listed.has(id));
    for (const id of unlisted.slice(0, SINGLE_LOOKUPS)) await lookAt(id);
  }

  async function lookAt(id: string): Promise<void> {
    try {
      tell(await http.call('getFile', { params: { id } }));
    } catch (thrown) {
      if (toAppError(thrown).code !== 'NOT_FOUND') throw thrown;
      finish(id, null);
    }
  }

  return {
    store,
    /** Follows a file that is not finished; harmless to repeat. */
    watch(id: string): void {
      if (watched.has(id)) return;
      watched.add(id);
      start();
    },
    tell,
  };
}
