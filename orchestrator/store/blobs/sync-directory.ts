import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The names in a directory are durable only after this. */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** For this user alone; durable, with all that had to be made above it. */
export async function makeDirectory(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 });
  if (first !== undefined) await syncDirectory(dirname(path));
  if (first !== undefined && first !== path) await syncDirectory(dirname(first));
}
