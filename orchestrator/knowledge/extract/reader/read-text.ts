import { decodeText } from '../../../../lib/shared/decode-text.ts';
import type { ReadContext, Source } from './read-context.ts';

const BLANK_LINES = /\n[^\S\n]*\n/;

/** Text of a file in whatever encoding; says so when that was a guess. */
export function textOf({ bytes }: Source, context: Pick<ReadContext, 'note'>): string {
  const { text, guessed } = decodeText(bytes);
  if (guessed !== null) context.note(`The encoding of the text is not stated; it was read as ${guessed}.`);
  return text.replace(/\r\n?/g, '\n');
}

/** A paragraph is what stands between blank lines. */
export function addParagraphs(text: string, context: Pick<ReadContext, 'out'>): void {
  for (const paragraph of text.split(BLANK_LINES)) context.out.add('paragraph', paragraph);
}

/** Plain text. */
export function readText(source: Source, context: ReadContext): void {
  addParagraphs(textOf(source, context), context);
}

/** Code and the like: the same, with its indentation. */
export function addCode(text: string, context: Pick<ReadContext, 'out'>): void {
  for (const group of text.split(BLANK_LINES)) context.out.add('code', group);
}
