import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AppError } from '../../../lib/contract/errors.ts';

/**
 * Claims a directory for this process until released, by a file lock that the operating system drops when the process dies:
 * nothing is ever stale, and no other process id can be mistaken for ours. PGlite itself would let two processes in.
 * SQLite is used for its lock alone; Node offers no other.
 */
export async function lockDirectory(directory: string): Promise<() => void> {
  const ownerFile = join(directory, 'owner.pid');
  const lock = new DatabaseSync(join(directory, 'lock.sqlite'), { timeout: 0 });
  try {
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    const owner = await readFile(ownerFile, 'utf8').catch(() => 'unknown');
    throw new AppError('CONFLICT', {
      message: `The data directory ${directory} is in use by another process (pid ${owner.trim()}). Stop that one, or set another DATA_DIR.`,
      cause,
    });
  }
  await writeFile(ownerFile, `${process.pid}\n`);
  return () => lock.close();
}
