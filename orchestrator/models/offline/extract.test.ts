import { describe, expect, it } from 'vitest';
import { extractSentences } from './extract.ts';

const SAID = 'The crane in the harbour lifts forty tonnes at most.';

const extract = (text: string) => extractSentences([{ text, cite: '[1]' }], 'crane', 3).map((sentence) => sentence.text);

describe('sentences of a page', () => {
  it('stand without marks of lists, links and pictures', () => {
    expect(extract(`1. ${SAID}`)).toEqual([SAID]);
    expect(extract('The [crane](https://a.test/x) in the ![harbour](b.png) lifts *forty* tonnes at most.')).toEqual([SAID]);
  });

  // Patterns that explode would run into the time limit of the test by far.
  it.each(['\r\n', '\n ', '[', '![](', '[a](b', '- ', '1. ', '**', '`', '> '])('are found behind %j over and over', (piece) => {
    expect(extract(`${piece.repeat(200_000 / piece.length)}\n\n${SAID}`)).toEqual([SAID]);
  });
});
