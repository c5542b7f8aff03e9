import type { ReadContext, Source } from './read-context.ts';
import { addCode, textOf } from './read-text.ts';

const MAX_LINE_CHARS = 2_000;
const MAX_INDENTED_CHARS = 5_000_000;

/** Indented, if that can be done; a value nested too deep stays as it is. */
function indented(text: string): string {
  if (text.length > MAX_INDENTED_CHARS) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 1);
  } catch {
    return text;
  }
}

/** JSON as it is written; on one long line it would have no places to cut, so it is indented. Lines of records are a block each. */
export function readJson(source: Source, context: ReadContext): void {
  const text = textOf(source, context);
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const isRecords = lines.length > 1 && lines.every((line) => /^\s*[[{].*[\]}]\s*$/.test(line));
  if (isRecords) for (const line of lines) context.out.add('code', line);
  else addCode(lines.some((line) => line.length > MAX_LINE_CHARS) ? indented(text) : text, context);
}
