import { describe, expect, it } from 'vitest';
import type { StoredMessage } from '../contract/conversations.ts';
import { addMessages, addPage, patchMessage, pickBranch, type Thread, toPath } from './thread.ts';

function message(id: string, parent: string | null, createdAt: number): StoredMessage {
  return {
    message_id: id,
    conversation_id: 'conv_1',
    parent_id: parent,
    role: id.startsWith('q') ? 'user' : 'assistant',
    content: id,
    run_id: null,
    status: 'completed',
    agent: null,
    citations: [],
    attachments: [],
    metadata: {},
    created_at: createdAt,
  };
}

/** q1 → a1, a2 (regenerated); a1 → q2 → a3; a2 → q3 (edited: q4) → a4 */
const TREE = [
  message('q1', null, 1),
  message('a1', 'q1', 2),
  message('q2', 'a1', 3),
  message('a3', 'q2', 4),
  message('a2', 'q1', 5),
  message('q3', 'a2', 6),
  message('q4', 'a2', 7),
  message('a4', 'q4', 8),
];
const tree = (): Thread => addPage(undefined, { messages: TREE, next_before: null }, 'newest');
const ids = (thread: Thread) => toPath(thread).map((item) => item.message.message_id);
const get = (id: string) => TREE.find((item) => item.message_id === id) as StoredMessage;

describe('the shown branch', () => {
  it('leads to the newest message', () => {
    expect(ids(tree())).toEqual(['q1', 'a2', 'q4', 'a4']);
    expect(toPath(tree())[1]?.siblings.map((item) => item.message_id)).toEqual(['a1', 'a2']);
  });

  it('follows what was picked, at every fork', () => {
    const back = pickBranch(tree(), get('a1'));
    expect(ids(back)).toEqual(['q1', 'a1', 'q2', 'a3']);
    expect(ids(pickBranch(pickBranch(back, get('a2')), get('q3')))).toEqual(['q1', 'a2', 'q3']);
  });

  it('shows what was just sent, also beside an older pick', () => {
    const sent = addMessages(pickBranch(tree(), get('a1')), [message('q5', 'a1', 9), message('a5', 'q5', 10)]);
    expect(ids(sent)).toEqual(['q1', 'a1', 'q5', 'a5']);
  });

  it('keeps a second root apart', () => {
    expect(ids(addMessages(tree(), [message('q9', null, 20)]))).toEqual(['q9']);
  });

  it('begins with what is loaded', () => {
    const page = addPage(undefined, { messages: TREE.slice(4), next_before: 'a2' }, 'newest');
    expect(ids(page)).toEqual(['a2', 'q4', 'a4']);
    const whole = addPage(page, { messages: TREE.slice(0, 4), next_before: null }, 'older');
    expect(ids(whole)).toEqual(['q1', 'a2', 'q4', 'a4']);
    expect(whole.olderBefore).toBeNull();
  });

  it('is empty without messages', () => {
    expect(ids(addPage(undefined, { messages: [], next_before: null }, 'newest'))).toEqual([]);
  });
});

describe('pages', () => {
  it('a newest page that is read again keeps the older ones and their cursor', () => {
    const first = addPage(undefined, { messages: TREE.slice(4), next_before: 'a2' }, 'newest');
    const older = addPage(first, { messages: TREE.slice(2, 4), next_before: 'q2' }, 'older');
    const again = addPage(older, { messages: [...TREE.slice(6), message('q6', 'a4', 11)], next_before: 'q4' }, 'newest');
    expect(again.olderBefore).toBe('q2');
    expect(Object.keys(again.messages)).toHaveLength(7);
  });

  it('a newest page that leaves a hole replaces everything', () => {
    const first = addPage(undefined, { messages: TREE.slice(0, 2), next_before: null }, 'newest');
    const later = addPage(first, { messages: TREE.slice(6), next_before: 'q4' }, 'newest');
    expect(Object.keys(later.messages)).toEqual(['q4', 'a4']);
    expect(later.olderBefore).toBe('q4');
  });

  it('patches one message and leaves the others as they are', () => {
    const before = tree();
    const after = patchMessage(before, 'a4', { content: 'new' });
    expect(after.messages.a4?.content).toBe('new');
    expect(after.messages.q4).toBe(before.messages.q4);
    expect(patchMessage(before, 'unknown', { content: 'x' })).toBe(before);
  });
});
