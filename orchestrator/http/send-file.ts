import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../lib/contract/errors.ts';
import { FILE_TYPES } from '../../lib/contract/file-types.ts';
import type { BlobStore, StoredFile } from '../core/files.ts';
import { readRange } from './read-range.ts';

const TEXT = /^(text\/|application\/json$)/;

/** `Content-Disposition` in any alphabet. Source: RFC 6266, RFC 8187. */
function toDisposition(kind: 'attachment' | 'inline', name: string): string {
  const ascii = name.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name.toWellFormed()).replaceAll(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

const kindOf = (mimeType: string) =>
  Object.hasOwn(FILE_TYPES, mimeType) ? FILE_TYPES[mimeType as keyof typeof FILE_TYPES].kind : undefined;

/** What a browser may show: pictures that run nothing, and any text as plain text. */
function toInlineType({ mimeType }: StoredFile): string | null {
  const kind = kindOf(mimeType);
  if (kind === 'image') return mimeType;
  return kind === 'text' ? 'text/plain' : null;
}

function setHeaders(reply: FastifyReply, file: StoredFile, wanted: 'attachment' | 'inline'): void {
  const inline = wanted === 'inline' ? toInlineType(file) : null;
  const type = inline ?? file.mimeType;
  // Agents write UTF-8; what people upload has an encoding of its own.
  reply.header('content-type', TEXT.test(type) && file.origin === 'artifact' ? `${type}; charset=utf-8` : type);
  reply.header('content-disposition', toDisposition(inline === null ? 'attachment' : 'inline', file.name));
  // Should a browser show it nevertheless: without scripts, and of no origin.
  reply.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox");
  reply.header('accept-ranges', 'bytes');
}

/** The bytes of a file, or the part that is asked for; `undefined` when the caller has them already. Throws `AppError`. */
export async function sendFile(
  { headers, method }: FastifyRequest,
  reply: FastifyReply,
  { file, blobs, disposition }: { file: StoredFile; blobs: Pick<BlobStore, 'open'>; disposition: 'attachment' | 'inline' },
): Promise<unknown> {
  const etag = `"${file.sha256}"`;
  if (headers['if-none-match'] === etag) return reply.code(304).header('etag', etag).send();
  const ifRange = headers['if-range'];
  const range = ifRange === undefined || ifRange === etag ? rangeOf(reply, headers.range, file.sizeBytes) : null;
  const opened = await blobs.open(file.sha256, range ?? undefined);
  if (!opened) throw new AppError('NOT_FOUND');
  setHeaders(reply, file, disposition);
  reply.header('etag', etag);
  if (range) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${file.sizeBytes}`);
  reply.header('content-length', range ? range.end - range.start + 1 : file.sizeBytes);
  if (method !== 'HEAD') return opened.stream;
  opened.stream.destroy();
  return reply.send();
}

function rangeOf(reply: FastifyReply, header: string | undefined, sizeBytes: number): ReturnType<typeof readRange> {
  try {
    return readRange(header, sizeBytes);
  } catch (error) {
    reply.header('content-range', `bytes */${sizeBytes}`);
    throw error;
  }
}
