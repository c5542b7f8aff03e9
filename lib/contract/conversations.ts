import { z } from 'zod';
import { MESSAGE_ROLES, sourceSupport } from './chat.ts';
import { errorBody, RUN_STATUSES } from './events.ts';
import { agentId, conversationId, fileId, jsonObject, messageId, runId, timeMs } from './primitives.ts';

const title = z.string().trim().min(1, 'must not be blank').max(200);

export const conversation = z
  .object({
    conversation_id: conversationId,
    title: z.string(),
    pinned: z.boolean(),
    created_at: timeMs,
    updated_at: timeMs.meta({ description: 'When it was begun, or its last message came; names and pins do not move it' }),
    active_run_id: runId.nullable().meta({ description: 'The newest run that is still going, if any' }),
  })
  .meta({ id: 'Conversation' });
export type Conversation = z.infer<typeof conversation>;

export const conversationCreate = z.strictObject({ title: title.optional() }).meta({ id: 'ConversationCreate' });
export const conversationPatch = z
  .strictObject({ title: title.optional(), pinned: z.boolean().optional() })
  .refine((patch) => Object.keys(patch).length > 0, 'must change at least one field')
  .meta({ id: 'ConversationPatch' });
export type ConversationPatch = z.infer<typeof conversationPatch>;

export const storedCitation = z.object({
  index: z.int().positive(),
  file_id: fileId.optional(),
  url: z.string().optional(),
  title: z.string(),
  page: z.int().positive().optional(),
  quote: z.string(),
  char_start: z.int().nonnegative().optional(),
  char_end: z.int().nonnegative().optional(),
  support: sourceSupport.optional(),
});

export const storedMessage = z
  .object({
    message_id: messageId,
    conversation_id: conversationId,
    parent_id: messageId.nullable(),
    role: z.enum(MESSAGE_ROLES),
    content: z.string(),
    run_id: runId.nullable(),
    status: z.enum(RUN_STATUSES).meta({ description: 'State of the run that writes it; `completed` for a user message' }),
    agent: agentId.nullable(),
    citations: z.array(storedCitation),
    attachments: z.array(z.object({ file_id: fileId, name: z.string(), mime_type: z.string(), size_bytes: z.int() })),
    metadata: jsonObject,
    error: errorBody.optional().meta({ description: 'Why the run that writes it failed' }),
    created_at: timeMs,
  })
  .meta({ id: 'StoredMessage' });
export type StoredMessage = z.infer<typeof storedMessage>;

const pageLimit = (most: number, initial: number) => z.coerce.number().int().min(1).max(most).default(initial);

export const conversationListQuery = z.strictObject({
  limit: pageLimit(100, 50),
  before: z.string().max(128).optional().meta({ description: 'The `next_before` of the page before' }),
});
export const conversationList = z
  .object({ conversations: z.array(conversation), next_before: z.string().nullable() })
  .meta({ id: 'ConversationList' });

export const messageListQuery = z.strictObject({
  limit: pageLimit(200, 50),
  before: messageId.optional().meta({ description: 'Messages older than this one' }),
});
/** Oldest first within a page; pages go from the newest backwards. */
export const messageList = z
  .object({ messages: z.array(storedMessage), next_before: messageId.nullable() })
  .meta({ id: 'MessageList' });

export const conversationSearchQuery = z.strictObject({ q: z.string().trim().min(1).max(200), limit: pageLimit(50, 20) });
export const conversationSearchResult = z
  .object({
    results: z.array(
      z.object({ conversation, message_id: messageId.nullable(), snippet: z.string().meta({ description: 'Plain text' }) }),
    ),
  })
  .meta({ id: 'ConversationSearchResult' });

export const exportQuery = z.strictObject({ format: z.enum(['md', 'json']).default('md') });
