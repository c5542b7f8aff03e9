import type { ReadContext, Source } from './read-context.ts';
import { addCode, textOf } from './read-text.ts';

/** Source code, YAML, XML and the like: as they are, in groups between blank lines. They are never parsed, so nothing in them unfolds. */
export function readCode(source: Source, context: ReadContext): void {
  addCode(textOf(source, context), context);
}
