import { useEffect } from 'react';
import useSWR, { mutate } from 'swr';
import useSWRImmutable from 'swr/immutable';
import useSWRInfinite from 'swr/infinite';
import { useStore } from 'zustand';
import { toAppError } from '../contract/errors.ts';
import type { FileList, FileRecord, FileText } from '../contract/files.ts';
import { announce } from './announcer-store.ts';
import { api } from './api.ts';
import { createDeferredDeletion } from './deferred-deletion.ts';
import { readFileStream } from './files-stream.ts';
import { createFilesWatcher, type LiveFile } from './files-watcher.ts';
import { isWorking } from './files-words.ts';
import { showToast } from './toast-store.ts';

const KEY = 'files';
const ONE = 'one';
const POLL_MS = 30_000;
const PAGE_SIZE = 100;
const REFRESH_AT_MOST_EVERY_MS = 1_000;

export type FileState = 'all' | 'working' | 'ready' | 'failed';

/** The browser's one watcher of files that are being read. */
export const filesWatcher = createFilesWatcher({
  http: api,
  readStream: readFileStream,
  onFinished: (_id, file) => {
    if (file) announce(file.stage === 'ready' ? `${file.name} is ready` : `${file.name} could not be read`);
    refreshFiles();
  },
});

/** Newest first, page by page; those that are being read are followed. */
export function useFiles(words: string, state: FileState) {
  const toKey = (index: number, previous: FileList | null) => {
    if (index > 0 && !previous?.next_before) return null;
    return [KEY, words, state, index === 0 ? null : (previous?.next_before ?? null)] as const;
  };
  const list = useSWRInfinite(
    toKey,
    ([, q, only, before]) =>
      api.call('listFiles', {
        query: {
          limit: PAGE_SIZE,
          ...(q === '' ? {} : { q }),
          ...(only === 'all' ? {} : { state: only }),
          ...(before === null ? {} : { before }),
        },
      }),
    { refreshInterval: POLL_MS, revalidateFirstPage: true, keepPreviousData: true, persistSize: true },
  );
  const files = list.data?.flatMap((page) => page.files);
  useEffect(() => {
    for (const file of list.data?.flatMap((page) => page.files) ?? []) if (isWorking(file)) filesWatcher.watch(file.file_id);
  }, [list.data]);
  const { mutate: readAnew } = list;
  useEffect(() => {
    shownLists.add(readAnew);
    return () => void shownLists.delete(readAnew);
  }, [readAnew]);
  return {
    files,
    usage: list.data?.[0]?.usage ?? null,
    error: list.error as unknown,
    hasMore: list.data?.at(-1)?.next_before != null,
    isLoadingMore: list.isValidating && list.data !== undefined && list.size > list.data.length,
    loadMore: () => void list.setSize((size) => size + 1),
    retry: () => void list.mutate(),
  };
}

/** One file; `null` asks for nothing. */
export function useFile(id: string | null) {
  const query = useSWR(id === null ? null : [KEY, ONE, id], ([, , file]) => api.call('getFile', { params: { id: file } }));
  useEffect(() => {
    if (query.data && isWorking(query.data)) filesWatcher.watch(query.data.file_id);
  }, [query.data]);
  return query;
}

/** What is known now of a file that a list told of. */
export function useLiveFile(file: FileRecord): FileRecord & { note: string | null } {
  return toNewest(
    file,
    useStore(filesWatcher.store, (state) => state[file.file_id]),
  );
}

export function useLiveState(fileId: string | null): LiveFile | undefined {
  return useStore(filesWatcher.store, (state) => (fileId === null ? undefined : state[fileId]));
}

function toNewest(file: FileRecord, live: LiveFile | undefined): FileRecord & { note: string | null } {
  if (live?.file && live.file.updated_at >= file.updated_at) return { ...live.file, note: null };
  if (!live || live.file || !isWorking(file)) return { ...file, note: null };
  return { ...file, stage: live.stage, progress: live.progress, note: live.note };
}

let isRefreshDue = false;

/** Reads all lists anew, soon: many files that finish together are one look. */
export function refreshFiles(): void {
  if (isRefreshDue) return;
  isRefreshDue = true;
  setTimeout(() => {
    isRefreshDue = false;
    void readFilesAnew();
  }, REFRESH_AT_MOST_EVERY_MS);
}

/** Lists in pages are not found by their keys. */
const shownLists = new Set<() => Promise<unknown>>();

/** Never rejects: a list that cannot be read shows that itself. */
async function readFilesAnew(): Promise<void> {
  const isFile = (key: unknown) => Array.isArray(key) && key[0] === KEY && key[1] === ONE;
  await Promise.allSettled([mutate(isFile), ...[...shownLists].map((readAnew) => readAnew())]);
}

export async function retryFile(id: string): Promise<void> {
  await change(() => api.call('retryFile', { params: { id } }), 'It could not be tried again.');
}

export async function cancelFile(id: string): Promise<void> {
  await change(() => api.call('cancelFile', { params: { id } }), 'It was not cancelled.');
}

async function change(call: () => Promise<FileRecord>, failure: string): Promise<void> {
  try {
    const file = await call();
    filesWatcher.tell(file);
    if (isWorking(file)) filesWatcher.watch(file.file_id);
  } catch (thrown) {
    showToast({ tone: 'error', text: `${failure} ${toAppError(thrown).message}` });
  }
  refreshFiles();
}

const deletion = createDeferredDeletion({
  what: 'The file',
  goesToo: 'with its passages and vectors',
  remove: (id) => api.call('deleteFile', { params: { id }, keepalive: true }),
  onRemoved: readFilesAnew,
});

/** Files that are out of sight and will be deleted unless that is undone. */
export const useDoomedFiles = deletion.useDoomed;

export const deleteFile = deletion.doom;

export function usePassages(query: string) {
  return useSWR(
    query === '' ? null : ['passages', query],
    ([, words]) => api.call('searchFiles', { body: { query: words, limit: 20 } }),
    {
      keepPreviousData: true,
      revalidateOnFocus: false,
    },
  );
}

/** A part of the text that was read from a file; `null` asks for nothing. It never changes. */
export function useExtractedText(fileId: string | null, offset: number, limit: number) {
  return useSWRImmutable(
    fileId === null ? null : ['file text', fileId, offset, limit],
    ([, id, from, most]) => api.call('fileText', { params: { id }, query: { offset: from, limit: most } }),
    { shouldRetryOnError: false },
  );
}

export type WholeText = Pick<FileText, 'text' | 'pages'>;

const PART_CHARS = 200_000;
/** More is not laid out in a browser. */
const MOST_WHOLE_CHARS = 1_000_000;

/** The whole text that was read from a file; `null` when it is too long for that. */
export function useWholeText(fileId: string) {
  return useSWRImmutable(['whole text', fileId], ([, id]) => readWholeText(id), { shouldRetryOnError: false });
}

async function readWholeText(id: string): Promise<WholeText | null> {
  const parts: FileText[] = [];
  for (let offset = 0; parts.length === 0 || offset < (parts[0]?.total_chars ?? 0); offset += PART_CHARS) {
    const part = await api.call('fileText', { params: { id }, query: { offset, limit: PART_CHARS } });
    if (part.total_chars > MOST_WHOLE_CHARS) return null;
    parts.push(part);
  }
  const pages = new Map(parts.flatMap((part) => part.pages.map((page) => [page.page, page])));
  return { text: parts.map(({ text }) => text).join(''), pages: [...pages.values()] };
}
