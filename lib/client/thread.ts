import type { StoredMessage } from '../contract/conversations.ts';

/** What is known of a conversation: a tree of messages, loaded from the newest backwards. */
export type Thread = {
  messages: Readonly<Record<string, StoredMessage>>;
  /** Where the next older page begins; `null`: everything is loaded. */
  olderBefore: string | null;
  /** The branch chosen at a fork: key of the parent → message. */
  picks: Readonly<Record<string, string>>;
};

export const EMPTY_THREAD: Thread = { messages: {}, olderBefore: null, picks: {} };

export type ThreadPage = { messages: StoredMessage[]; next_before: string | null };

/** Adds a page; what the server says about a message wins. `older` pages move the loading cursor. */
export function addPage(thread: Thread | undefined, page: ThreadPage, kind: 'newest' | 'older'): Thread {
  const known = thread ?? EMPTY_THREAD;
  const messages = { ...known.messages };
  const overlaps = page.messages.some((message) => message.message_id in known.messages);
  for (const message of page.messages) messages[message.message_id] = message;
  // A newest page that does not touch what is known leaves a hole: only the page itself can be trusted then.
  if (kind === 'newest' && thread && !overlaps && page.next_before !== null) {
    return { ...known, messages: toRecord(page.messages), olderBefore: page.next_before };
  }
  const keepsCursor = kind === 'newest' && thread !== undefined;
  return { ...known, messages, olderBefore: keepsCursor ? known.olderBefore : page.next_before };
}

function toRecord(messages: StoredMessage[]): Record<string, StoredMessage> {
  return Object.fromEntries(messages.map((message) => [message.message_id, message]));
}

/** Adds messages that were just accepted and shows their branch. */
export function addMessages(thread: Thread | undefined, added: StoredMessage[]): Thread {
  const known = thread ?? EMPTY_THREAD;
  const picks = { ...known.picks };
  for (const message of added) picks[parentKey(message)] = message.message_id;
  return { ...known, messages: { ...known.messages, ...toRecord(added) }, picks };
}

export function patchMessage(thread: Thread, messageId: string, patch: Partial<StoredMessage>): Thread {
  const message = thread.messages[messageId];
  if (!message) return thread;
  return { ...thread, messages: { ...thread.messages, [messageId]: { ...message, ...patch } } };
}

export function pickBranch(thread: Thread, message: StoredMessage): Thread {
  return { ...thread, picks: { ...thread.picks, [parentKey(message)]: message.message_id } };
}

/** A message and those above it, as far as they are loaded. */
export function toAncestry({ messages }: Thread, messageId: string): StoredMessage[] {
  const ancestry: StoredMessage[] = [];
  for (let id: string | null = messageId; id !== null; ) {
    const message: StoredMessage | undefined = messages[id];
    if (!message) break;
    ancestry.push(message);
    id = message.parent_id;
  }
  return ancestry;
}

export type PathItem = {
  message: StoredMessage;
  /** All answers or versions at this place, oldest first. */
  siblings: StoredMessage[];
};

/** The branch that is shown, oldest first: at every fork the picked message, else the one that leads to the newest. */
export function toPath(thread: Thread): PathItem[] {
  const children = new Map<string, StoredMessage[]>();
  const sorted = Object.values(thread.messages).sort(byAge);
  for (const message of sorted) {
    const siblings = children.get(parentKey(message));
    if (siblings) siblings.push(message);
    else children.set(parentKey(message), [message]);
  }
  const newestChild = toNewestChild(thread, sorted);
  const path: PathItem[] = [];
  let key = topKey(thread, sorted);
  while (key !== null) {
    const siblings: StoredMessage[] | undefined = children.get(key);
    if (!siblings) break;
    const message: StoredMessage | undefined =
      siblings.find((item) => item.message_id === thread.picks[key as string]) ??
      siblings.find((item) => item.message_id === newestChild.get(key as string)) ??
      siblings.at(-1);
    if (!message) break;
    path.push({ message, siblings });
    key = message.message_id;
  }
  return path;
}

const ROOT = 'root';

function parentKey(message: StoredMessage): string {
  return message.parent_id ?? ROOT;
}

function byAge(left: StoredMessage, right: StoredMessage): number {
  return left.created_at - right.created_at || (left.message_id < right.message_id ? -1 : 1);
}

/** Parent key → the child whose branch holds the newest message. */
function toNewestChild(thread: Thread, sorted: StoredMessage[]): Map<string, string> {
  const newest = new Map<string, string>();
  for (const message of sorted.toReversed()) {
    let current: StoredMessage | undefined = message;
    while (current && !newest.has(parentKey(current))) {
      newest.set(parentKey(current), current.message_id);
      current = current.parent_id === null ? undefined : thread.messages[current.parent_id];
    }
  }
  return newest;
}

/** Parent key of the oldest loaded message above the newest one. */
function topKey(thread: Thread, sorted: StoredMessage[]): string | null {
  let top = sorted.at(-1);
  if (!top) return null;
  while (top.parent_id !== null) {
    const parent: StoredMessage | undefined = thread.messages[top.parent_id];
    if (!parent) break;
    top = parent;
  }
  return parentKey(top);
}
