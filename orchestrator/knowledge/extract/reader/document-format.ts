import { extname } from 'node:path';
import { FILE_TYPES } from '../../../../lib/contract/file-types.ts';
import { toUtf16 } from '../../../../lib/shared/decode-text.ts';
import { ExtractionError } from '../../../core/documents.ts';
import type { DocumentFormat } from './formats.ts';
import type { Source } from './read-context.ts';

const OOXML = 'application/vnd.openxmlformats-officedocument.';
const ODF = 'application/vnd.oasis.opendocument.';

const BY_TYPE: Record<string, DocumentFormat> = {
  'application/pdf': 'pdf',
  [`${OOXML}wordprocessingml.document`]: 'office',
  [`${OOXML}presentationml.presentation`]: 'office',
  [`${OOXML}spreadsheetml.sheet`]: 'xlsx',
  [`${ODF}text`]: 'office',
  [`${ODF}spreadsheet`]: 'office',
  [`${ODF}presentation`]: 'office',
  'application/rtf': 'office',
  'text/rtf': 'office',
  'application/epub+zip': 'epub',
  'application/zip': 'zip',
  'message/rfc822': 'email',
  'text/html': 'html',
  'application/xhtml+xml': 'html',
  'text/markdown': 'markdown',
  'text/csv': 'csv',
  'text/tab-separated-values': 'csv',
  'application/json': 'json',
  'application/x-ndjson': 'json',
  'application/yaml': 'code',
  'application/toml': 'code',
  'application/xml': 'code',
  'image/svg+xml': 'code',
  'text/xml': 'code',
  'text/css': 'code',
  'text/javascript': 'code',
  'text/plain': 'text',
  'text/x-rst': 'text',
  'text/x-tex': 'text',
  'image/png': 'image',
  'image/jpeg': 'image',
  'image/webp': 'image',
  'image/gif': 'image',
  'image/bmp': 'image',
  'image/tiff': 'image',
};

function formatOfType(type: string): DocumentFormat | undefined {
  // All others of these are programming languages.
  return BY_TYPE[type] ?? (type.startsWith('text/x-') ? 'code' : undefined);
}

const TYPES = Object.entries(FILE_TYPES) as [string, { endings: readonly string[] }][];

function formatOfEnding(name: string): DocumentFormat {
  const ending = extname(name).slice(1).toLowerCase();
  const [type] = TYPES.find(([, { endings }]) => endings.includes(ending)) ?? [];
  return (type === undefined ? undefined : formatOfType(type)) ?? 'text';
}

/** Types that say no more than "bytes" or "text". */
const VAGUE = new Set(['', 'application/octet-stream', 'text/plain', 'application/zip']);

const OLE = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const ENCRYPTED_PACKAGE = Buffer.from('EncryptedPackage', 'utf16le');

/** Office documents with a password are in the container of the old formats, which are not read here. */
function assertNotOle(bytes: Uint8Array): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!buffer.subarray(0, OLE.length).equals(OLE)) return;
  throw new ExtractionError(buffer.includes(ENCRYPTED_PACKAGE) ? 'ENCRYPTED' : 'UNSUPPORTED', 'OLE container');
}

/** Text has zeros in UTF-16 alone. */
function looksBinary(bytes: Uint8Array): boolean {
  const start = bytes.subarray(0, 4_096);
  return start.includes(0) && toUtf16(start) === null;
}

/**
 * How a file is read: by its type, which was determined by content; where that says too little, by content and then by the ending of
 * its name. `null`: not at all. Throws `ENCRYPTED` or `UNSUPPORTED` for containers that are told apart here.
 */
export async function documentFormat({ name, mimeType, bytes }: Source): Promise<DocumentFormat | null> {
  assertNotOle(bytes);
  const type = (mimeType.split(';')[0] ?? '').trim().toLowerCase();
  const known = formatOfType(type);
  if (known !== undefined && !VAGUE.has(type)) return known;
  const { fileTypeFromBuffer } = await import('file-type');
  const found = await fileTypeFromBuffer(bytes).catch(() => undefined);
  if (found?.mime === 'application/xml') return formatOfEnding(name) === 'html' ? 'html' : 'code';
  if (found !== undefined) return formatOfType(found.mime) ?? null;
  if (looksBinary(bytes)) return null;
  return VAGUE.has(type) || type.startsWith('text/') ? formatOfEnding(name) : null;
}
