import { openArchive } from './open-archive.ts';
import type { ReadContext, Source } from './read-context.ts';
import { readPartOrNote } from './read-part-or-note.ts';

const MAX_MEMBERS = 1_000;
/** What systems put into archives for themselves. */
const SYSTEM_FILE = /(^|\/)(__MACOSX\/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/;

/** Each member is a section below its name; what cannot be read is named in a note. */
export async function readZip(source: Source, context: ReadContext): Promise<void> {
  const archive = await openArchive(source, context, MAX_MEMBERS);
  for (const [index, name] of archive.names.entries()) {
    if (SYSTEM_FILE.test(name)) continue;
    context.progress(index / archive.names.length, `file ${index + 1} of ${archive.names.length}`);
    await readPartOrNote({ name, mimeType: '', bytes: await archive.read(index) }, name, context);
  }
}
