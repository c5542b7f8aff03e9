import { describe, expect, test } from 'vitest';
import { countPieces, pieceOf, toPart, toPiece } from './files-text-pieces.ts';

const lines = Array.from({ length: 9_000 }, (_, index) => `Line ${index} ${'x'.repeat((index * 37) % 120)}\n`).join('');
const oneLine = '😀'.repeat(30_000);

describe.each([
  ['many lines', lines],
  ['one endless line of pairs', oneLine],
  ['little', 'a\nb'],
  ['an end of line at the very border', `${'y'.repeat(3_999)}\n${'z'.repeat(4_000)}`],
])('pieces of %s', (_, text) => {
  const partOf = (piece: number) => {
    const { offset, limit } = toPart(piece);
    return { offset, text: text.slice(offset, offset + limit) };
  };
  const pieces = Array.from({ length: countPieces(text.length) }, (_, piece) => toPiece(piece, partOf(piece)));

  test('joined they are the text, each where it says', () => {
    expect(pieces.map((piece) => piece.text).join('')).toBe(text);
    for (const piece of pieces) expect(text.slice(piece.start, piece.start + piece.text.length)).toBe(piece.text);
  });

  test('none divides a pair', () => {
    for (const piece of pieces) expect(piece.text.isWellFormed()).toBe(true);
  });

  test('each character is found in its piece', () => {
    for (let char = 0; char < text.length; char += 997) {
      const found = pieceOf(char, partOf(Math.floor(char / 4_000)));
      const piece = pieces[found];
      expect(piece && char >= piece.start && char < piece.start + piece.text.length).toBe(true);
    }
  });
});
