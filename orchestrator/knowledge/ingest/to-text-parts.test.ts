import { describe, expect, it } from 'vitest';
import type { DocumentBlock } from '../../core/documents.ts';
import { toTextParts } from './to-text-parts.ts';

const block = (start: number, end: number): DocumentBlock => ({ kind: 'paragraph', start, end });

function split(text: string, blocks: DocumentBlock[] = []) {
  const parts = [...toTextParts({ text, outline: { blocks } })];
  expect(parts.map((part) => part.text).join('')).toBe(text);
  expect(parts.flatMap((part) => part.blocks)).toEqual(blocks);
  let at = 0;
  for (const part of parts) {
    expect(part.start).toBe(at);
    expect(part.text.isWellFormed()).toBe(true);
    at += part.text.length;
  }
  return parts;
}

describe('the parts of a text', () => {
  it('are none of an empty one', () => {
    expect(split('')).toEqual([]);
  });

  it('are never cut within a character', () => {
    for (let before = 0; before < 3; before += 1) {
      expect(split(`${'x'.repeat(before)}${'🌊'.repeat(20_000)}`)).toHaveLength(3);
    }
  });

  it('hold the blocks that begin in them', () => {
    const text = 'x'.repeat(40_000);
    const blocks = [block(0, 10), block(10, 16_384), block(16_384, 39_000), block(39_000, 40_000)];
    expect(split(text, blocks).map((part) => part.blocks.map(({ start }) => start))).toEqual([[0, 10], [16_384], [39_000]]);
  });

  it('lose no block of an outline that is wrong', () => {
    split('x'.repeat(40_000), [block(39_000, 40_000), block(0, 10), block(99_000, 99_001)]);
  });
});
