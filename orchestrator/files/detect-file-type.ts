import { open } from 'node:fs/promises';
import { fileTypeFromFile } from 'file-type';
import { FILE_TYPES, type FileType } from '../../lib/contract/file-types.ts';
import { isText } from './is-text.ts';

const PART_BYTES = 64 * 1024;
/** Readers look for the mark of a PDF in so many bytes. */
const PDF_MARK_WITHIN = 1_024;

const ENTRIES = Object.entries(FILE_TYPES) as [FileType, (typeof FILE_TYPES)[FileType]][];
const BY_ENDING = new Map(ENTRIES.flatMap(([type, { endings }]) => endings.map((ending): [string, FileType] => [ending, type])));

const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const SLIDES = 'application/vnd.openxmlformats-officedocument.presentationml.presentation';
const SHEET = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Templates and files with macros are read like what they make. */
const VARIANTS = new Map<string, FileType>([
  ['application/vnd.ms-word.document.macroenabled.12', WORD],
  ['application/vnd.ms-word.template.macroenabled.12', WORD],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.template', WORD],
  ['application/vnd.ms-powerpoint.presentation.macroenabled.12', SLIDES],
  ['application/vnd.ms-powerpoint.template.macroenabled.12', SLIDES],
  ['application/vnd.openxmlformats-officedocument.presentationml.template', SLIDES],
  ['application/vnd.openxmlformats-officedocument.presentationml.slideshow', SLIDES],
  ['application/vnd.ms-excel.sheet.macroenabled.12', SHEET],
  ['application/vnd.ms-excel.template.macroenabled.12', SHEET],
  ['application/vnd.openxmlformats-officedocument.spreadsheetml.template', SHEET],
  ['application/vnd.oasis.opendocument.text-template', 'application/vnd.oasis.opendocument.text'],
  ['application/vnd.oasis.opendocument.presentation-template', 'application/vnd.oasis.opendocument.presentation'],
  ['application/vnd.oasis.opendocument.spreadsheet-template', 'application/vnd.oasis.opendocument.spreadsheet'],
]);

/**
 * The type of a file by its content; its name only tells formats of text apart. `null`: none that is taken.
 * A document wins over text, since some are both; text wins over pictures, whose marks are as short as two letters.
 */
export async function detectFileType(path: string, name: string): Promise<FileType | null> {
  const byEnding = BY_ENDING.get(/\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '');
  const found = (await fileTypeFromFile(path).catch(() => undefined))?.mime.toLowerCase();
  // Office wraps what has a password into its old format.
  if (found === 'application/x-cfb') return byEnding === WORD || byEnding === SLIDES || byEnding === SHEET ? byEnding : null;
  const type =
    found === undefined
      ? undefined
      : (VARIANTS.get(found) ?? (Object.hasOwn(FILE_TYPES, found) ? (found as FileType) : undefined));
  if (type && FILE_TYPES[type].kind === 'document') return type;

  const parts = await readParts(path);
  if (isText(parts)) {
    return byEnding && FILE_TYPES[byEnding].kind === 'text' ? byEnding : 'text/plain';
  }
  if (type && FILE_TYPES[type].kind === 'image') return type;
  const isPdf = found === undefined && Buffer.from(parts[0]?.subarray(0, PDF_MARK_WITHIN) ?? []).includes('%PDF-');
  return isPdf ? 'application/pdf' : null;
}

/** Beginning, middle and end. */
async function readParts(path: string): Promise<Uint8Array[]> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    // At even places, so that the halves of UTF-16 stay where they are.
    const all = size > PART_BYTES ? [0, Math.floor(size / 2), size - PART_BYTES] : [0];
    const starts = all.map((start) => start - (start % 2));
    const parts = starts.map(async (start) => {
      const { buffer, bytesRead } = await file.read({
        buffer: Buffer.alloc(Math.min(PART_BYTES, size - start)),
        position: start,
      });
      return buffer.subarray(0, bytesRead);
    });
    return await Promise.all(parts);
  } finally {
    await file.close();
  }
}
