import { AppError, toAppError, validationFailed } from '../../lib/contract/errors.ts';
import type { FileRecord } from '../../lib/contract/files.ts';
import type { CreateId } from '../../lib/shared/ids.ts';
import type { Clock } from '../core/clock.ts';
import type { AcceptedFile, BlobStore, FileIntake, FileStore, Ingestion, KeepFile, StagedUpload } from '../core/files.ts';
import type { Logger } from '../core/logger.ts';
import type { FileMetrics } from '../core/metrics.ts';
import { cleanName } from './clean-name.ts';
import { createReservations, type Reservation } from './create-reservations.ts';
import { createTextReader } from './create-text-reader.ts';
import { detectFileType } from './detect-file-type.ts';
import { sliceText } from './slice-text.ts';
import { toRepeatableId } from './to-repeatable-id.ts';

type Deps = {
  files: FileStore;
  blobs: Pick<BlobStore, 'receive' | 'remove'>;
  keepFile: KeepFile;
  /** Absent: files are kept and not made searchable. */
  ingestion?: Pick<Ingestion, 'start'>;
  clock: Clock;
  createId: CreateId;
  metrics: FileMetrics;
  options: { maxFileBytes: number; maxStorageBytes: number };
};

/** What is known of an upload whose bytes are safe. */
type Received = {
  ownerId: string;
  name: string;
  mimeType: string;
  idempotencyKey: string | undefined;
  staged: StagedUpload;
  startedAt: number;
  log: Logger;
  reservation: Reservation;
};

/** First the bytes, then the row that names them, then the job that makes it searchable. */
export function createFileIntake(deps: Deps): FileIntake {
  const { files, blobs, options } = deps;
  const readText = createTextReader(files);
  const reserve = createReservations(files, options);
  return {
    ...options,
    async accept({ ownerId, name: givenName, bytes, idempotencyKey, log }) {
      const startedAt = performance.now();
      const reservation = reserve(ownerId);
      let staged: StagedUpload | undefined;
      try {
        staged = await blobs.receive(reservation.pass(bytes), { maxBytes: options.maxFileBytes });
        const name = cleanName(givenName);
        const mimeType = await toType(staged, name);
        await staged.commit();
        const received = { ownerId, name, mimeType, idempotencyKey, staged, startedAt, log, reservation };
        return toAccepted(deps, received);
      } catch (error) {
        report(deps.metrics, startedAt, staged?.sizeBytes ?? 0, toAppError(error).code);
        await staged?.discard();
        reservation.release();
        throw error;
      }
    },
    async remove(ownerId, fileId) {
      const removed = await files.remove(ownerId, fileId);
      if (removed) await blobs.remove(removed.sha256);
      return removed !== null;
    },
    async text(ownerId, fileId, offset, limit) {
      const found = await readText(ownerId, fileId);
      if (!found) return null;
      if (found.text === null) throw new AppError('CONFLICT', { message: 'This file has no text, or none yet.' });
      return sliceText(found.text, found.outline, offset, limit);
    },
  };
}

async function toType({ path, sizeBytes }: StagedUpload, name: string): Promise<string> {
  if (sizeBytes === 0) throw validationFailed([{ path: 'file', reason: 'must not be empty' }]);
  const type = await detectFileType(path, name);
  if (type === null) throw new AppError('UNSUPPORTED_TYPE', { message: 'Files of this type are not taken.' });
  return type;
}

function toAccepted(deps: Deps, received: Received): AcceptedFile {
  const { staged, startedAt, log, reservation } = received;

  /** The bytes may be another file's as well: the blob store knows. */
  async function release(outcome: string): Promise<void> {
    report(deps.metrics, startedAt, staged.sizeBytes, outcome);
    await staged.discard();
    reservation.release();
    await deps.blobs
      .remove(staged.sha256)
      .catch((error: unknown) => log.warn({ err: error }, 'an upload could not be taken back'));
  }

  return {
    async keep() {
      try {
        const record = await addRow(deps, received);
        report(deps.metrics, startedAt, staged.sizeBytes, 'stored');
        await staged.discard();
        return record;
      } catch (error) {
        await release(toAppError(error).code);
        throw error;
      }
    },
    drop: () => release('dropped'),
  };
}

async function addRow({ files, keepFile, ingestion, clock, createId, options }: Deps, received: Received): Promise<FileRecord> {
  const { ownerId, name, mimeType, idempotencyKey, staged, log, reservation } = received;
  // The row counts them from now on; for both to count would refuse what there is room for.
  reservation.release();
  const { fileId, documentId } = await keepFile(staged, {
    fileId: idempotencyKey === undefined ? createId('file') : toRepeatableId(ownerId, idempotencyKey),
    isRepeatable: idempotencyKey !== undefined,
    ownerId,
    name,
    mimeType,
    sizeBytes: staged.sizeBytes,
    sha256: staged.sha256,
    origin: 'upload',
    runId: null,
    nowMs: clock.now(),
    documentId: createId('document'),
    maxStorageBytes: options.maxStorageBytes,
  });
  // The file is safe: a job that cannot be started now is found by the next look for unfinished documents.
  if (documentId !== null) {
    await ingestion?.start(documentId).catch((error: unknown) => log.warn({ err: error }, 'ingestion could not be started yet'));
  }
  const record = await files.record(ownerId, fileId);
  if (!record) throw new AppError('NOT_FOUND');
  return record;
}

function report(metrics: FileMetrics, startedAt: number, sizeBytes: number, outcome: string): void {
  metrics.uploadDone({ outcome, sizeBytes, durationMs: performance.now() - startedAt });
}
