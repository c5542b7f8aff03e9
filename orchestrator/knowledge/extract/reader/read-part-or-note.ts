import { FILE_PROBLEMS } from '../../../../lib/contract/files.ts';
import { ExtractionError } from '../../../core/documents.ts';
import type { ReadContext, Source } from './read-context.ts';
import { toFailure } from './to-failure.ts';

/** Archives in archives, e-mails in e-mails: deeper than this nobody puts anything to be read. */
const MAX_DEPTH = 2;

/** Reads a file inside of another one; where that cannot be done, says so. Throws `TOO_COMPLEX`, which concerns the whole. */
export async function readPartOrNote(part: Source, heading: string, context: ReadContext): Promise<void> {
  if (context.depth >= MAX_DEPTH) {
    context.note(`${heading}: left out, it is nested too deep.`);
    return;
  }
  try {
    await context.readPart(part, heading);
  } catch (error) {
    const { code, cause } = toFailure(error);
    if (code === 'TOO_COMPLEX') throw new ExtractionError(code, cause);
    context.note(`${heading}: left out. ${FILE_PROBLEMS[code].message}`);
  }
}
