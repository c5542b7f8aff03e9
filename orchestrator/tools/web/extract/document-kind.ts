import { toUtf16 } from '../../../../lib/shared/decode-text.ts';
import { looksBinary, SNIFFED_BYTES } from '../looks-binary.ts';
import type { DocumentKind } from './extracted.ts';

const PDF_MAGIC = '%PDF-';
/** Readers of PDF find it behind some other bytes, too. */
const PDF_WITHIN = 1_024;

const MEDIA = /^(?:image|audio|video|font|model|multipart)\//;
const UNKNOWN =
  /^(?:|unknown\/unknown|application\/unknown|\*\/\*|(?:application|binary)\/(?:octet-stream|x-download|download|force-download|x-octet-stream))$/;
const HTML_START =
  /^\s*<(?:!doctype html|html|head|body|title|script|style|table|div|p|a|b|br|h1|font|iframe|meta|link|!--)[\s>/-]/i;
const FEED_START =
  /^\s*(?:<\?[^>]{0,500}\?>\s*|<!--[\s\S]{0,500}?-->\s*|<!DOCTYPE[^>]{0,300}>\s*){0,5}<(?:rss|feed|(?:rdf:)?RDF)[\s>]/i;

/** The media type of a `Content-Type`; '' for what is none. */
export function toMediaType(contentType: string): string {
  return /^\s*([\w.+*!#$&^-]+\/[\w.+*!#$&^-]+)\s*(?:[;,]|$)/.exec(contentType)?.[1]?.toLowerCase() ?? '';
}

/** Whether a media type may hold something to read; the bytes decide. */
export function isReadableType(contentType: string): boolean {
  return !MEDIA.test(toMediaType(contentType));
}

const isBinary = (bytes: Uint8Array) => looksBinary(bytes) && toUtf16(bytes.subarray(0, SNIFFED_BYTES)) === null;

function byType(type: string): DocumentKind | null {
  if (type === 'text/html') return 'html';
  if (/\/(?:x-|vnd\.)?(?:pdf|acrobat)$/.test(type)) return 'pdf';
  if (/[/+](?:x-)?json$/.test(type)) return 'json';
  if (/[/+]xml(?:-dtd)?$/.test(type)) return 'xml';
  return type.startsWith('text/') ? 'text' : null;
}

function byBytes(start: string): DocumentKind {
  const text = start.replace(/^\xef\xbb\xbf/, '');
  if (HTML_START.test(text)) return 'html';
  if (/^\s*<\?xml\b/i.test(text)) return 'xml';
  return /^\s*[[{]/.test(text) ? 'json' : 'text';
}

/**
 * What a document is: as its type says, unless the bytes say otherwise in the cases where browsers listen to them. `null` for
 * what is not read. Never throws; looks at the beginning only.
 */
export function documentKind(contentType: string, bytes: Uint8Array): DocumentKind | null {
  const type = toMediaType(contentType);
  const start = Buffer.from(bytes.subarray(0, SNIFFED_BYTES)).toString('latin1');
  const pdfAt = start.slice(0, PDF_WITHIN).indexOf(PDF_MAGIC);
  const named = byType(type);
  if (pdfAt === 0 || (pdfAt > 0 && (named === 'pdf' || UNKNOWN.test(type)))) return 'pdf';
  if (named === 'pdf') return isBinary(bytes) ? 'pdf' : byBytes(start);
  if (isBinary(bytes)) return null;
  if (FEED_START.test(start.replace(/^\xef\xbb\xbf/, ''))) return 'xml';
  return named ?? byBytes(start);
}
