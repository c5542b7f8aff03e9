import { AppError, type ErrorBody, toAppError, toErrorBody } from '../../../lib/contract/errors.ts';
import type { UploadAnswer, UploadsAnswer } from '../../../lib/contract/files.ts';
import { OPERATIONS } from '../../../lib/contract/operations.ts';
import type { AcceptedFile } from '../../core/files.ts';
import type { Call, Handlers } from '../call.ts';
import { readUploads, type UploadLimits } from '../read-uploads.ts';
import { sendFile } from '../send-file.ts';

type FileOperation = 'uploadFile' | 'uploadFiles' | 'listFiles' | 'getFile' | 'deleteFile' | 'fileContent' | 'fileText';

/** A file of a request: its bytes are safe and its row is to be written, or why not. */
type Taken = { name: string; accepted: AcceptedFile } | { name: string; error: AppError };

const drop = (taken: Taken[]) => Promise.all(taken.map(async (one) => 'accepted' in one && one.accepted.drop())).then(() => {});

/** All files of a request, none of which exists for others before the request is complete: what is aborted leaves nothing. */
function takeFiles(
  call: Call<'uploadFile' | 'uploadFiles'>,
  id: 'uploadFile' | 'uploadFiles',
  limits: UploadLimits,
): Promise<Taken[]> {
  const { backend, principal, log, request, requestId, idempotencyKey } = call;
  let count = 0;
  const { upload } = OPERATIONS[id];
  return readUploads<Taken>(
    request.raw,
    {
      ...limits,
      upload,
      async take({ name, bytes }) {
        try {
          // One key for all files of a request, which come in the same order when it is repeated.
          const own = idempotencyKey === undefined ? {} : { idempotencyKey: `${idempotencyKey} ${count++}` };
          return { name, accepted: await backend.intake.accept({ ownerId: principal.ownerId, name, bytes, log, ...own }) };
        } catch (thrown) {
          const error = toAppError(thrown, requestId);
          if (error.code === 'INTERNAL') log.error({ err: error.cause }, 'an upload failed');
          return { name, error };
        }
      },
    },
    drop,
  );
}

type Entry = UploadsAnswer['files'][number];

async function keep(taken: Taken, requestId: string): Promise<Entry> {
  const toEntry = (error: AppError): ErrorBody & { filename: string } => ({ ...toErrorBody(error), filename: taken.name });
  if ('error' in taken) return toEntry(taken.error);
  try {
    const file = await taken.accepted.keep();
    return { file_id: file.file_id, file };
  } catch (thrown) {
    return toEntry(toAppError(thrown, requestId));
  }
}

export function fileRoutes(limits: UploadLimits): Pick<Handlers, FileOperation> {
  return {
    async uploadFile(call) {
      const [taken] = await takeFiles(call, 'uploadFile', limits);
      if (!taken || 'error' in taken) throw taken?.error ?? new AppError('BAD_REQUEST');
      const file = await taken.accepted.keep();
      return { file_id: file.file_id, file, message: 'The file is stored.' } satisfies UploadAnswer;
    },
    async uploadFiles(call) {
      const taken = await takeFiles(call, 'uploadFiles', limits);
      // The store makes few statements of them.
      const files = await Promise.all(taken.map((one) => keep(one, call.requestId)));
      return { files, total_files: files.length } satisfies UploadsAnswer;
    },
    async listFiles({ backend, principal, query }) {
      const [{ files, nextBefore }, usage] = await Promise.all([
        backend.files.list(principal.ownerId, query),
        backend.files.usage(principal.ownerId),
      ]);
      const { maxFileBytes, maxStorageBytes } = backend.intake;
      return {
        files,
        next_before: nextBefore,
        usage: {
          files: usage.files,
          size_bytes: usage.sizeBytes,
          max_bytes: maxStorageBytes,
          max_file_bytes: maxFileBytes,
        },
      };
    },
    async getFile({ backend, principal, params }) {
      const file = await backend.files.record(principal.ownerId, params.id);
      if (!file) throw new AppError('NOT_FOUND');
      return file;
    },
    async deleteFile({ backend, principal, params }) {
      if (!(await backend.intake.remove(principal.ownerId, params.id))) throw new AppError('NOT_FOUND');
    },
    async fileContent({ backend, principal, params, query, request, reply }) {
      const file = await backend.files.get(principal.ownerId, params.id);
      if (!file) throw new AppError('NOT_FOUND');
      return sendFile(request, reply, { file, blobs: backend.blobs, disposition: query.disposition });
    },
    async fileText({ backend, principal, params, query }) {
      const text = await backend.intake.text(principal.ownerId, params.id, query.offset, query.limit);
      if (!text) throw new AppError('NOT_FOUND');
      return text;
    },
  };
}
