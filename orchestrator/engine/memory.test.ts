import { describe, expect, it } from 'vitest';
import { extractSummary } from './extract-summary.ts';
import { splitHistory, toTold } from './memory.ts';

const message = (content: string, role: 'user' | 'assistant' = 'user') => ({ role, content });
const many = (count: number) => Array.from({ length: count }, (_, index) => message(String(index).padStart(10, '.')));

describe('a long conversation', () => {
  it('stays whole while it fits', () => {
    expect(splitHistory(many(10), 100)).toEqual({ older: [], recent: many(10) });
  });

  it('never keeps more than fits, and loses nothing', () => {
    for (let count = 0; count < 60; count += 1) {
      const { older, recent } = splitHistory(many(count), 100);
      expect([...older, ...recent]).toEqual(many(count));
      expect(recent.reduce((sum, { content }) => sum + content.length, 0)).toBeLessThanOrEqual(100);
    }
  });

  it('is cut at the same place for several turns, so that a summary serves them all', () => {
    const borders = new Set(Array.from({ length: 60 }, (_, count) => splitHistory(many(count), 100).older.length));
    expect(borders.size).toBeLessThan(60 / 4);
  });

  it('is summarised even when one message is too long', () => {
    const { older, recent } = splitHistory([message('x'.repeat(500)), message('y')], 100);
    expect(older).toHaveLength(1);
    expect(recent).toEqual([message('y')]);
  });
});

describe('what a model is told of a conversation', () => {
  it('has no blank turns, and a note where there was no answer', () => {
    const note = '(Automatic message.) The message above got no answer.';
    const messages = [
      message('a'),
      message('', 'assistant'),
      message('b'),
      message('c', 'assistant'),
      message(' '),
      message('d'),
    ];
    expect(toTold(messages)).toEqual([message(`a\n\n${note}`), message('b'), message('c', 'assistant'), message(`d\n\n${note}`)]);
  });
});

describe('an extract', () => {
  it('has a line for each message: its first sentence, without code', () => {
    const text = extractSummary(
      [message('My name is Ana and I live in Oslo. I also have a dog.'), message('```js\nx\n```\nHello Ana.', 'assistant')],
      1_000,
    );
    expect(text).toBe('- User: My name is Ana and I live in Oslo.\n- Assistant: Hello Ana.');
  });

  it('drops old answers before old questions', () => {
    const messages = Array.from({ length: 20 }, (_, index) =>
      message(`Message ${index} is here, with some more words.`, index % 2 ? 'assistant' : 'user'),
    );
    const text = extractSummary(messages, 600);
    expect(text.length).toBeLessThanOrEqual(600);
    expect(text).toContain('Message 0 ');
    expect(text).not.toContain('Message 1 ');
    expect(extractSummary(messages, 100)).not.toContain('Message 0 ');
  });
});
