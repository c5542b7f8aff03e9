/** A part of a text, in UTF-16 code units. */
export type Range = { start: number; end: number };

/** A table, since documents may be white space by the megabyte. */
const BLANK = Uint8Array.from({ length: 0x1_0000 }, (_, code) => (/\s/.test(String.fromCharCode(code)) ? 1 : 0));

const isBlank = (text: string, at: number): boolean => BLANK[text.charCodeAt(at)] === 1;

/** The first place from `start` on that is not white space, or `end`. */
export function skipBlank(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isBlank(text, at)) at += 1;
  return at;
}

/** Without white space at its edges; `null` when there is nothing else. */
export function trimRange(text: string, { start, end }: Range): Range | null {
  const from = skipBlank(text, start, end);
  let to = end;
  while (to > from && isBlank(text, to - 1)) to -= 1;
  return from < to ? { start: from, end: to } : null;
}
