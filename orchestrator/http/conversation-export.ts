import { type EndedBy, endedBy } from '../../lib/contract/chat.ts';
import type { Conversation, StoredMessage } from '../../lib/contract/conversations.ts';
import { citeSources } from '../../lib/shared/cite-sources.ts';
import type { ConversationStore } from '../core/store.ts';

export type ConversationExport = { conversation: Conversation; messages: StoredMessage[] };

const PAGE = 200;

/** All messages of all branches, oldest first; `null` when the conversation does not exist. */
export async function readExport(store: ConversationStore, ownerId: string, id: string): Promise<ConversationExport | null> {
  const conversation = await store.get(ownerId, id);
  if (!conversation) return null;
  const pages: StoredMessage[][] = [];
  let before: string | undefined;
  do {
    const page = await store.messages(ownerId, id, PAGE, before);
    if (!page) return null;
    pages.push(page.messages);
    before = page.nextBefore ?? undefined;
  } while (before !== undefined);
  return { conversation, messages: pages.reverse().flat() };
}

/** The branch that ends with the newest message. */
function newestBranch(messages: StoredMessage[]): StoredMessage[] {
  const byId = new Map(messages.map((message) => [message.message_id, message]));
  const branch: StoredMessage[] = [];
  let message = messages.at(-1);
  while (message) {
    branch.push(message);
    message = message.parent_id === null ? undefined : byId.get(message.parent_id);
  }
  return branch.reverse();
}

const NAMES: Record<StoredMessage['role'], string> = { user: 'You', assistant: 'Cartrita', system: 'System' };

/** Half an answer must not pass as a whole one. */
const CUT: Readonly<Partial<Record<EndedBy, string>>> = {
  length: 'cut off at the limit of the model',
  content_filter: 'cut off by a content filter',
  refusal: 'refused by the model',
  limit: 'stopped at a limit of the run',
};

function toEnding({ status, metadata }: StoredMessage): string[] {
  const words = status === 'completed' ? CUT[endedBy.safeParse(metadata.ended_by).data ?? 'stop'] : status;
  return words === undefined ? [] : [`*(${words})*`];
}

function toSection(message: StoredMessage): string {
  const by = message.agent === null ? NAMES[message.role] : `${NAMES[message.role]} (${message.agent})`;
  const { text, sources } = citeSources(message.content, message.citations);
  const ending = toEnding(message);
  return [`## ${by}`, `*${new Date(message.created_at).toISOString()}*`, text, ...ending, ...sources].join('\n\n');
}

/** The branch with the newest message as Markdown; the other branches are in the JSON export alone. */
export function toMarkdown({ conversation, messages }: ConversationExport): string {
  const title = conversation.title.replaceAll(/\s+/g, ' ');
  return `${[`# ${title}`, ...newestBranch(messages).map(toSection)].join('\n\n')}\n`;
}

/** `filename` parameters of `Content-Disposition`. Source: RFC 6266. */
export function exportFileName(title: string, extension: string): string {
  const ascii = title
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60)
    .toLowerCase();
  return `filename="${ascii === '' ? 'conversation' : ascii}.${extension}"`;
}
