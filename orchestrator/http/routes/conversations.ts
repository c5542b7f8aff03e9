import { AppError } from '../../../lib/contract/errors.ts';
import type { CreateId } from '../../../lib/shared/ids.ts';
import type { Clock } from '../../core/clock.ts';
import type { Call, Handlers } from '../call.ts';
import { exportFileName, readExport, toMarkdown } from '../conversation-export.ts';

type ConversationOperations =
  | 'listConversations'
  | 'createConversation'
  | 'searchConversations'
  | 'getConversation'
  | 'patchConversation'
  | 'deleteConversation'
  | 'listMessages'
  | 'exportConversation';

const UNTITLED = 'New conversation';

function found<T>(value: T | null): T {
  if (value === null) throw new AppError('NOT_FOUND');
  return value;
}

/** Readers of its runs get their terminal event before the rows go. */
async function deleteConversation({ backend, principal, params }: Call<'deleteConversation'>): Promise<undefined> {
  found(await backend.conversations.get(principal.ownerId, params.id));
  const active = await backend.activeRuns(params.id);
  await Promise.all(active.map((runId) => backend.runs.cancel(principal, runId)));
  if (!(await backend.conversations.delete(principal.ownerId, params.id))) throw new AppError('NOT_FOUND');
}

async function exportConversation({ backend, principal, params, query, reply }: Call<'exportConversation'>): Promise<string> {
  const content = found(await readExport(backend.conversations, principal.ownerId, params.id));
  const { title } = content.conversation;
  reply.header('content-disposition', `attachment; ${exportFileName(title, query.format)}`);
  reply.type(query.format === 'md' ? 'text/markdown; charset=utf-8' : 'application/json; charset=utf-8');
  return query.format === 'md' ? toMarkdown(content) : JSON.stringify(content, null, 2);
}

export function conversationRoutes({
  clock,
  createId,
}: {
  clock: Clock;
  createId: CreateId;
}): Pick<Handlers, ConversationOperations> {
  return {
    listConversations: async ({ backend, principal, query }) => {
      const { conversations, nextBefore } = await backend.conversations.list(principal.ownerId, query.limit, query.before);
      return { conversations, next_before: nextBefore };
    },
    createConversation: ({ backend, principal, body }) =>
      backend.conversations.create(principal.ownerId, createId('conversation'), body.title ?? UNTITLED, clock.now()),
    searchConversations: async ({ backend, principal, query }) => ({
      results: await backend.conversations.search(principal.ownerId, query.q, query.limit),
    }),
    getConversation: async ({ backend, principal, params }) =>
      found(await backend.conversations.get(principal.ownerId, params.id)),
    patchConversation: async ({ backend, principal, params, body }) =>
      found(await backend.conversations.patch(principal.ownerId, params.id, body)),
    deleteConversation,
    listMessages: async ({ backend, principal, params, query }) => {
      const page = found(await backend.conversations.messages(principal.ownerId, params.id, query.limit, query.before));
      return { messages: page.messages, next_before: page.nextBefore };
    },
    exportConversation,
  };
}
