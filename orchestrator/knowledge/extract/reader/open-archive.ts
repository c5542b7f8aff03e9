import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Entry, fromBufferPromise, getFileNameLowLevel, type ZipFile } from 'yauzl';
import { ExtractionError } from '../../../core/documents.ts';
import type { ReadContext, Source } from './read-context.ts';

export type Archive = {
  names: readonly string[];
  /** Unpacks the one of this place, at the cost of the budget. Throws `TOO_COMPLEX` when that is used up, `DAMAGED` when it breaks off. */
  read(index: number): Promise<Buffer>;
};

const MAX_MEMBERS = 10_000;
/** What packs better than this is made to. */
const MAX_RATIO = 200;
/** Below this a ratio says nothing. */
const HARMLESS_BYTES = 20 * 2 ** 20;

/** Names are labels here and never paths: such as lead out of a directory do no harm, and need not be refused. */
const OPTIONS = { lazyEntries: true, autoClose: false, validateEntrySizes: true, decodeStrings: false };

const nameOf = ({ generalPurposeBitFlag, fileNameRaw, extraFields }: Entry) =>
  getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false);

/** Throws `ENCRYPTED`, `DAMAGED`, and `TOO_COMPLEX` by what the archive declares, before anything is unpacked. */
async function open({ bytes }: Source, budget: number, most: number): Promise<{ zip: ZipFile; entries: Entry[] }> {
  const entries: Entry[] = [];
  try {
    const zip = await fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), OPTIONS);
    for await (const entry of zip.eachEntry()) {
      if (entries.length === most) throw new ExtractionError('TOO_COMPLEX', `more than ${most} members`);
      if (!nameOf(entry).endsWith('/')) entries.push(entry);
    }
    if (entries.some((entry) => entry.isEncrypted())) throw new ExtractionError('ENCRYPTED');
    assertModest(entries, budget);
    return { zip, entries };
  } catch (error) {
    throw error instanceof ExtractionError ? error : new ExtractionError('DAMAGED', error);
  }
}

function assertModest(entries: readonly Entry[], budget: number): void {
  const unpacked = entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0);
  const packed = entries.reduce((sum, { compressedSize }) => sum + compressedSize, 0);
  if (unpacked > budget) throw new ExtractionError('TOO_COMPLEX', `declares ${unpacked} bytes`);
  if (unpacked > HARMLESS_BYTES && unpacked > packed * MAX_RATIO) throw new ExtractionError('TOO_COMPLEX', 'packed too well');
}

/** Never more than declared: the archive reader ends a member that goes on. */
async function unpack(zip: ZipFile, entry: Entry | undefined, budget: ReadContext['budget'], keep: boolean): Promise<Buffer> {
  if (entry === undefined) throw new ExtractionError('DAMAGED', 'no such member');
  const pieces: Buffer[] = [];
  const sink = new Writable({
    write(piece: Buffer, _encoding, done) {
      budget.bytes -= piece.length;
      if (keep) pieces.push(piece);
      done(budget.bytes < 0 ? new ExtractionError('TOO_COMPLEX', 'unpacks to more than is allowed') : null);
    },
  });
  try {
    await pipeline(await zip.openReadStreamPromise(entry), sink);
  } catch (error) {
    throw error instanceof ExtractionError ? error : new ExtractionError('DAMAGED', error);
  }
  return Buffer.concat(pieces);
}

/** Opens a ZIP archive. Throws `ENCRYPTED`, `DAMAGED`, and `TOO_COMPLEX` for one that declares too much. */
export async function openArchive(source: Source, { budget }: Pick<ReadContext, 'budget'>, most = MAX_MEMBERS): Promise<Archive> {
  const { zip, entries } = await open(source, budget.bytes, most);
  return { names: entries.map(nameOf), read: (index) => unpack(zip, entries[index], budget, true) };
}

/** Unpacks everything and keeps nothing, so that a library that opens the archive itself meets no surprise. Throws as `openArchive`. */
export async function checkArchive(source: Source, { budget }: Pick<ReadContext, 'budget'>): Promise<void> {
  const { zip, entries } = await open(source, budget.bytes, MAX_MEMBERS);
  for (const entry of entries) await unpack(zip, entry, budget, false);
}
