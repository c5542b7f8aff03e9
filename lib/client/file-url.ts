import { toUrl } from './http.ts';

/** Where the bytes of a file are; the server gives them as a download, or `inline` what no browser would run. */
export function toFileUrl(fileId: string, disposition?: 'inline'): string {
  return toUrl('fileContent', { params: { id: fileId }, query: { disposition } });
}
