import { describe, expect, it } from 'vitest';
import { conversationTitle } from './conversation-title.ts';
import { requestHash } from './request-hash.ts';

describe('conversationTitle', () => {
  it('is one line', () => expect(conversationTitle('  Hello\n\n  world ')).toBe('Hello world'));
  it('is cut between words', () => {
    const title = conversationTitle('word '.repeat(40));
    expect(title).toMatch(/^(word )+word…$/);
    expect(title.length).toBeLessThanOrEqual(60);
  });
  it('does not cut a character in two', () => {
    expect([...conversationTitle('🌍'.repeat(100))]).toEqual([...'🌍'.repeat(59), '…']);
  });
});

describe('requestHash', () => {
  it('does not depend on the order of fields, but on that of lists', () => {
    expect(requestHash({ a: 1, b: { c: [1, 2], d: 2 } })).toBe(requestHash({ b: { d: 2, c: [1, 2] }, a: 1 }));
    expect(requestHash({ a: [1, 2] })).not.toBe(requestHash({ a: [2, 1] }));
  });
  it('treats an absent and an undefined field alike', () => {
    expect(requestHash({ a: 1, b: undefined })).toBe(requestHash({ a: 1 }));
  });
});
