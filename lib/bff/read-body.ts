import type { IncomingMessage } from 'node:http';
import { AppError } from '../contract/errors.ts';

/** The whole body, `null` when it is empty. Throws `TOO_LARGE`, `REQUEST_TIMEOUT`, or `BAD_REQUEST` when the client goes away. */
export async function readBody(
  request: IncomingMessage,
  options: { maxBytes: number; idleTimeoutMs: number },
): Promise<Buffer | null> {
  if (request.headers['content-length'] === undefined && request.headers['transfer-encoding'] === undefined) return null;
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  return await new Promise((resolve, reject) => {
    const silence = setTimeout(() => fail(new AppError('REQUEST_TIMEOUT')), options.idleTimeoutMs);
    function fail(error: AppError): void {
      clearTimeout(silence);
      request.removeListener('data', take);
      reject(error);
    }
    function take(chunk: Buffer): void {
      silence.refresh();
      sizeBytes += chunk.length;
      if (sizeBytes > options.maxBytes) fail(new AppError('TOO_LARGE', { details: { max_bytes: options.maxBytes } }));
      else chunks.push(chunk);
    }
    request.on('data', take);
    request.once('end', () => {
      clearTimeout(silence);
      resolve(sizeBytes === 0 ? null : Buffer.concat(chunks, sizeBytes));
    });
    request.once('close', () => fail(new AppError('BAD_REQUEST')));
  });
}
