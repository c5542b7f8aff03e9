import type { BlobStore, FileStore } from '../../core/files.ts';
import type { GuestFile } from './sandbox/protocol.ts';

const MAX_FILES = 10;
const MAX_TOTAL_BYTES = 20 * 2 ** 20;
const MAX_NAME_CHARS = 120;

export type InputFiles = { files: Pick<FileStore, 'get'>; blobs: Pick<BlobStore, 'read'> };

/** A plain name for the working directory, that none of the others has. */
function toName(name: string, taken: ReadonlySet<string>): string {
  const base = (name.split(/[/\\]/).at(-1) ?? '').replaceAll(/[^\p{L}\p{N}._ -]/gu, '_').replace(/^\.+/, '');
  const plain = base.slice(-MAX_NAME_CHARS) || 'file';
  let candidate = plain;
  for (let number = 2; taken.has(candidate); number += 1) candidate = `${number}-${plain}`;
  return candidate;
}

/**
 * The named files of this owner, and those of `more` that are there and fit. Throws an `Error` for the model when one of the named
 * does not exist or they are too many or too large.
 */
export async function readInputFiles(
  { files, blobs }: InputFiles,
  ownerId: string,
  fileIds: readonly string[],
  more: readonly string[] = [],
): Promise<GuestFile[]> {
  if (fileIds.length > MAX_FILES) throw new Error(`at most ${MAX_FILES} files`);
  const names = new Set<string>();
  const inputs: GuestFile[] = [];
  let bytesLeft = MAX_TOTAL_BYTES;

  async function read(fileId: string): Promise<void> {
    const file = await files.get(ownerId, fileId);
    if (!file) throw new Error(`there is no file ${fileId}`);
    if (file.sizeBytes > bytesLeft) {
      throw new Error(`the files together must not be larger than ${MAX_TOTAL_BYTES / 2 ** 20} MB`);
    }
    const bytes = await blobs.read(file.sha256);
    if (!bytes) throw new Error(`the content of ${file.name} is lost`);
    const name = toName(file.name, names);
    bytesLeft -= file.sizeBytes;
    names.add(name);
    inputs.push({ name, bytes });
  }

  for (const fileId of new Set(fileIds)) await read(fileId);
  for (const fileId of new Set(more)) if (inputs.length < MAX_FILES) await read(fileId).catch(() => {});
  return inputs;
}
