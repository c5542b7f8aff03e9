/** Text is shown in pieces of about this length that end with a line where one ends near. */
export const PIECE_CHARS = 4_000;
/** How far the end of a line may be from where a piece would end. */
const LOOK_AHEAD_CHARS = 2_000;
/** Pieces that are fetched together. */
const PART_PIECES = 12;

export function countPieces(totalChars: number): number {
  return Math.ceil(totalChars / PIECE_CHARS);
}

/** What has to be asked for to show a piece; the same for its neighbours. */
export function toPart(piece: number): { offset: number; limit: number } {
  const first = piece - (piece % PART_PIECES);
  return { offset: first * PIECE_CHARS, limit: PART_PIECES * PIECE_CHARS + LOOK_AHEAD_CHARS };
}

/** The piece that shows a character. */
export function pieceOf(char: number, part: { text: string; offset: number } | null): number {
  const guess = Math.floor(char / PIECE_CHARS);
  // A line that begins in the piece before is shown there as a whole.
  return part && guess > 0 && char < borderAt(guess, part) ? guess - 1 : guess;
}

/** A piece with where it begins in the whole text. `part` holds it. */
export function toPiece(piece: number, part: { text: string; offset: number }): { text: string; start: number } {
  const start = borderAt(piece, part);
  return { text: part.text.slice(start - part.offset, borderAt(piece + 1, part) - part.offset), start };
}

/** Where a piece begins: after the first end of a line from its nominal place on. The same, whichever part is looked at. */
function borderAt(piece: number, { text, offset }: { text: string; offset: number }): number {
  const nominal = piece * PIECE_CHARS;
  if (nominal === 0) return 0;
  const from = nominal - offset;
  const newline = text.indexOf('\n', from);
  if (newline >= 0 && newline < from + LOOK_AHEAD_CHARS) return offset + newline + 1;
  if (from >= text.length) return offset + text.length;
  const isInPair = /[\uDC00-\uDFFF]/.test(text[from] ?? '');
  return nominal + (isInPair ? 1 : 0);
}
