import { AppError } from '../../../lib/contract/errors.ts';
import type { Handlers } from '../call.ts';

const TEXT = /^(text\/|application\/json$)/;

/** `Content-Disposition` of a download in any alphabet. Source: RFC 6266, RFC 8187. */
function toAttachment(name: string): string {
  const ascii = name.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name.toWellFormed()).replaceAll(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

export function fileRoutes(): Pick<Handlers, 'fileContent'> {
  return {
    fileContent: async ({ backend, principal, params, reply }) => {
      const file = await backend.files.get(principal.ownerId, params.id);
      const bytes = file && (await backend.blobs.read(file.sha256));
      if (!bytes) throw new AppError('NOT_FOUND');
      reply.type(TEXT.test(file.mimeType) ? `${file.mimeType}; charset=utf-8` : file.mimeType);
      reply.header('content-disposition', toAttachment(file.name));
      // Should a browser show it nevertheless: without scripts, and of no origin.
      reply.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox");
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    },
  };
}
