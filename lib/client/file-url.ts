import { toUrl } from './http.ts';

/** Where the bytes of a file are; the server gives them as a download and never as a page. */
export function toFileUrl(fileId: string): string {
  return toUrl('fileContent', { params: { id: fileId } });
}
