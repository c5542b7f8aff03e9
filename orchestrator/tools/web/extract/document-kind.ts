import type { DocumentKind } from './extracted.ts';

/** The kind of a media type; `null` for what is not read. Never throws. */
export function documentKind(contentType: string): DocumentKind | null {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === 'text/html' || type === 'application/xhtml+xml') return 'html';
  if (type === 'application/pdf') return 'pdf';
  if (type === 'application/json' || type.endsWith('+json')) return 'json';
  return type.startsWith('text/') ? 'text' : null;
}
