import './schema-setup.ts';
import { AppError } from '../contract/errors.ts';
import { type UploadAnswer, uploadAnswer } from '../contract/files.ts';
import { readError, toUrl } from './http.ts';
import type { SendFile } from './upload-queue.ts';

/**
 * Sends one file. `XMLHttpRequest`, because `fetch` does not tell how much has been sent.
 * Throws `AppError`; `BACKEND_DOWN` when nothing answered. Abort: throws the signal's reason.
 */
export const uploadFile: SendFile = (file, { onSent, signal, idempotencyKey }) =>
  new Promise<UploadAnswer>((resolve, reject) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append('file', file, file.name);
    const abort = () => request.abort();
    signal.addEventListener('abort', abort, { once: true });
    const isSettled = () => signal.removeEventListener('abort', abort);
    request.upload.onprogress = ({ loaded, total }) => onSent(total > 0 ? loaded / total : 0);
    request.onload = () => {
      isSettled();
      readAnswer(request).then(resolve, reject);
    };
    request.onerror = () => {
      isSettled();
      reject(new AppError('BACKEND_DOWN'));
    };
    request.onabort = () => reject(signal.reason);
    request.open('POST', toUrl('uploadFile'));
    request.setRequestHeader('accept', 'application/json');
    request.setRequestHeader('idempotency-key', idempotencyKey);
    request.send(form);
  });

async function readAnswer(request: XMLHttpRequest): Promise<UploadAnswer> {
  const retryAfter = request.getResponseHeader('retry-after');
  const { status } = request;
  if (status < 200 || status > 299) {
    const headers: Record<string, string> = retryAfter === null ? {} : { 'retry-after': retryAfter };
    throw await readError(new Response(request.responseText, { status, headers }));
  }
  const parsed = uploadAnswer.safeParse(parseJson(request.responseText));
  if (!parsed.success) throw new AppError('PROXY_ERROR', { cause: parsed.error });
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
