import { describe, expect, it } from 'vitest';
import { type BlockSplit, hasDefinitions, splitBlocks } from './markdown-blocks.ts';

const SAMPLES: Record<string, { text: string; blocks: number }> = {
  paragraphs: { text: 'One\ntwo\n\nthree\n\n\nfour', blocks: 3 },
  fence: { text: 'Look:\n\n```ts\nconst a = 1;\n\n\nconst b = 2;\n```\n\nDone.', blocks: 3 },
  'fence that never closes': { text: 'a\n\n~~~\nb\n\nc\n\nd', blocks: 2 },
  'longer fence around a fence': { text: '````md\n```\n\nx\n```\n\ny\n````\n\nz', blocks: 2 },
  'loose list with code': { text: '1. a\n\n   ```\n   x\n\n   y\n   ```\n\n2. b\n\n   more\n\nend', blocks: 2 },
  table: { text: '| a | b |\n|---|---|\n| 1 | 2 |\n\nafter', blocks: 2 },
  'indented code': { text: 'a\n\n    x\n\n    y\n\nb', blocks: 2 },
  'list after text': { text: 'text\n\n- a\n- b\n\n# Title', blocks: 3 },
  'blank start': { text: '\n\nHello\n\nyou', blocks: 2 },
  'windows line ends': { text: 'a\r\n\r\nb\r\n\r\n```\r\nx\r\n\r\ny\r\n```\r\n\r\nc', blocks: 4 },
};

describe('splitBlocks', () => {
  it.each(Object.entries(SAMPLES))('splits %s where it may', (_, { text, blocks }) => {
    expect(splitBlocks(text).blocks).toHaveLength(blocks);
    expect(splitBlocks(text).blocks.join('')).toBe(text);
  });

  it.each(Object.entries(SAMPLES))('gives the same for %s when it comes character by character', (_, { text }) => {
    let split: BlockSplit | undefined;
    for (let length = 1; length <= text.length; length += 1) {
      const before = split;
      split = splitBlocks(text.slice(0, length), split);
      expect(split.blocks.join('')).toBe(text.slice(0, length));
      // What was final stays final.
      expect(split.blocks.slice(0, Math.max(0, (before?.blocks.length ?? 0) - 1))).toEqual(before?.blocks.slice(0, -1) ?? []);
    }
    expect(split?.blocks).toEqual(splitBlocks(text).blocks);
  });

  it('starts anew when the text was cut or replaced', () => {
    const before = splitBlocks('one\n\ntwo\n\nthree');
    expect(splitBlocks('one\n\ntw', before).blocks).toEqual(['one\n\n', 'tw']);
    expect(splitBlocks('other\n\ntext\n\nhere', before).blocks).toEqual(['other\n\n', 'text\n\n', 'here']);
    expect(splitBlocks('', before).blocks).toEqual([]);
  });
});

describe('hasDefinitions', () => {
  it('finds footnotes and link definitions, and nothing else', () => {
    expect(hasDefinitions('a[^1]\n\n[^1]: note')).toBe(true);
    expect(hasDefinitions('[a][x]\n\n[x]: https://example.com')).toBe(true);
    expect(hasDefinitions('see [a](https://example.com): fine')).toBe(false);
  });
});
