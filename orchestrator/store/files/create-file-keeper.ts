import { AppError } from '../../../lib/contract/errors.ts';
import type { FileStore, KeepFile } from '../../core/files.ts';

const ATTEMPTS = 5;

/** Whoever deletes the last file of the same content before the row is written takes the bytes away: they are committed anew then. */
export function createFileKeeper(files: Pick<FileStore, 'add'>): KeepFile {
  return async (staged, file, signal) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await files.add(file);
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'CONFLICT') throw error;
        if (attempt === ATTEMPTS) throw new AppError('NOT_READY', { cause: error });
        await staged.commit(signal);
      }
    }
  };
}
