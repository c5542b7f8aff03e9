import type { FileProblemCode } from '../../../../lib/contract/files.ts';
import { ExtractionError } from '../../../core/documents.ts';

/** What the engine says of what has become too large or too deep for it. */
const TOO_MUCH = /call stack|invalid (string|array|typed array) length|allocation|out of memory|could not be cloned/i;

/** The problem behind whatever a library throws: it read something else than it expected. */
export function toFailure(error: unknown): { code: FileProblemCode; cause: string } {
  const cause = error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 500) : String(error).slice(0, 500);
  if (error instanceof ExtractionError) return { code: error.code, cause: String(error.cause ?? '').slice(0, 500) };
  return { code: error instanceof RangeError && TOO_MUCH.test(cause) ? 'TOO_COMPLEX' : 'DAMAGED', cause };
}
