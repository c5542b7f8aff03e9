import { useStore } from 'zustand';
import { announce } from './announcer-store.ts';
import { addDraftFiles, type DraftFile, patchDraftFile, useDrafts } from './drafts-store.ts';
import { filesWatcher, refreshFiles } from './files.ts';
import { describeUploadError, isWorking, isWorthRetrying } from './files-words.ts';
import { plural } from './format.ts';
import { uploadFile } from './upload-file.ts';
import { createUploadQueue, type Upload, type UploadsState } from './upload-queue.ts';

/** The browser's one upload queue; it goes on while one moves between pages. */
const queue = createUploadQueue({
  send: uploadFile,
  onStored: (upload, file) => {
    patchDraftFile(upload.id, { state: 'stored', file_id: file.file_id, mime_type: file.mime_type, name: file.name });
    filesWatcher.tell(file);
    if (isWorking(file)) filesWatcher.watch(file.file_id);
    refreshFiles();
    // In the library the list has it now.
    if (libraryUploads.delete(upload.id)) queue.remove(upload.id);
  },
  onFailed: (upload, error) => {
    patchDraftFile(upload.id, { state: 'failed' });
    announce(`${upload.name} was not uploaded. ${describeUploadError(error)}`);
  },
});
const libraryUploads = new Set<string>();

export function useUploads<T>(select: (state: UploadsState) => T): T {
  return useStore(queue.store, select);
}

/** Uploads of the library that are not stored yet, oldest first. */
export function isOfLibrary(id: string): boolean {
  return libraryUploads.has(id);
}

/** Sends files into the library alone. */
export function uploadToLibrary(files: readonly File[]): void {
  for (const { id } of queue.add(files)) libraryUploads.add(id);
  announce(`Uploading ${plural(files.length, 'file')}`);
}

/** Sends files for the draft of a conversation; gives their ids there. */
export function uploadToDraft(key: string, files: readonly File[]): string[] {
  const uploads = queue.add(files);
  addDraftFiles(key, uploads.map(toDraftFile));
  announce(`${plural(files.length, 'file')} attached`);
  return uploads.map(({ id }) => id);
}

function toDraftFile({ id, name, mime_type, size_bytes }: Upload): DraftFile {
  return { id, name, mime_type, size_bytes, file_id: null, state: 'sending' };
}

export function retryUpload(id: string): void {
  patchDraftFile(id, { state: 'sending' });
  queue.retry(id);
}

/** Takes it out of its draft too; what was stored already stays in the library. */
export function removeUpload(id: string): void {
  libraryUploads.delete(id);
  patchDraftFile(id, null);
  queue.remove(id);
}

export function retryFailedUploads(): void {
  for (const { id, error } of Object.values(queue.store.getState().uploads)) if (error && isWorthRetrying(error)) retryUpload(id);
}

// What a draft no longer holds was sent or taken away.
useDrafts.subscribe(({ files }) => {
  const kept = new Set(Object.values(files).flatMap((list) => list.map(({ id }) => id)));
  for (const { id, state } of Object.values(queue.store.getState().uploads)) {
    if (state === 'stored' && !kept.has(id)) queue.remove(id);
  }
});

globalThis.addEventListener?.('beforeunload', (event) => {
  const isSending = Object.values(queue.store.getState().uploads).some(({ state }) => state === 'waiting' || state === 'sending');
  if (isSending) event.preventDefault();
});
