import { z } from 'zod';
import {
  agentId,
  conversationId,
  fileId,
  jsonObject,
  messageId,
  runId,
  safeToken,
  shallowJsonObject,
  timeMs,
  tokenCount,
} from './primitives.ts';
import { runSummary } from './run-summary.ts';

export const MESSAGE_ROLES = ['user', 'assistant', 'system'] as const;

/** PRD §9. */
export const message = z.object({ role: z.enum(MESSAGE_ROLES), content: z.string() }).meta({ id: 'ChatMessage' });
export type Message = z.infer<typeof message>;

/** Characters of one message; deployments may lower or raise it with `MAX_MESSAGE_CHARS`. */
export const DEFAULT_MAX_MESSAGE_CHARS = 32_000;

const messageText = z
  .string()
  .refine((text) => text.trim() !== '', 'must not be blank')
  .refine((text) => !text.includes('\u0000'), 'must not contain the character U+0000')
  .meta({ description: `The user's message; at most ${DEFAULT_MAX_MESSAGE_CHARS} characters unless configured otherwise` });

const modelName = z.string().regex(/^[A-Za-z0-9._:/@-]{1,128}$/, 'must be a model name');

const fileIds = z.array(fileId).max(50);

/** Body of `POST /api/chat` and `POST /api/runs`. */
export const chatRequest = z
  .strictObject({
    message: messageText,
    conversation_id: conversationId.optional(),
    parent_message_id: messageId
      .nullable()
      .optional()
      .meta({
        description:
          'The message that this one answers under; null: a new root; absent: the newest message. ' +
          'When it names a user message with the same text, that message is answered again.',
      }),
    context: shallowJsonObject.optional(),
    agent_override: agentId.optional(),
    stream: z.boolean().default(false),
    file_ids: fileIds.optional(),
    model: modelName.optional(),
    voice_mode: z.boolean().optional().meta({ description: 'The answer will be spoken: it is short and without formatting' }),
  })
  .meta({ id: 'ChatRequest' });
export type ChatRequest = z.infer<typeof chatRequest>;

/** A query parameter that holds JSON. */
function jsonString<T extends z.ZodType>(schema: T) {
  return z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'must be valid JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);
}

const commaList = z.string().transform((text) => text.split(',').filter((part) => part !== ''));

/** Query of `GET /api/chat/stream`. */
export const chatStreamQuery = z
  .strictObject({
    message: messageText,
    conversation_id: conversationId.optional(),
    context: jsonString(shallowJsonObject).optional(),
    agent_override: agentId.optional(),
    file_ids: commaList.pipe(fileIds).optional(),
    request_id: safeToken.optional(),
  })
  .meta({ id: 'ChatStreamQuery' });

const voiceConversationId = z.union([conversationId, z.literal('new')]);
const conversationHistory = z.array(message).max(200);

/** Body of `POST /api/chat/voice`. PRD FR-2: camelCase on purpose. */
export const voiceChatRequest = z
  .strictObject({
    conversationId: voiceConversationId,
    transcribedText: messageText,
    conversationHistory: conversationHistory.optional(),
    voiceMode: z.boolean().default(true),
  })
  .meta({ id: 'VoiceChatRequest' });
export type VoiceChatRequest = z.infer<typeof voiceChatRequest>;

/** Query of `GET /api/chat/voice/stream`. */
export const voiceChatStreamQuery = z
  .strictObject({
    conversationId: voiceConversationId,
    transcribedText: messageText,
    conversationHistory: jsonString(conversationHistory).optional(),
    voiceMode: z
      .enum(['true', 'false'])
      .transform((text) => text === 'true')
      .default(true),
    request_id: safeToken.optional(),
  })
  .meta({ id: 'VoiceChatStreamQuery' });

export const tokenUsage = z
  .object({
    input_tokens: tokenCount,
    output_tokens: tokenCount,
    total_tokens: tokenCount,
    reasoning_tokens: tokenCount.optional(),
    cost_usd: z.number().nonnegative().optional(),
  })
  .meta({ id: 'TokenUsage' });
export type TokenUsage = z.infer<typeof tokenUsage>;

export const SUPPORT_LEVELS = ['supported', 'weak', 'unsupported'] as const;
/** Of the sentence of the answer that `quote` was chosen for; absent: not checked. */
export const sourceSupport = z
  .enum(SUPPORT_LEVELS)
  .meta({ id: 'SourceSupport', description: 'How well `quote` supports the sentence that it was chosen for' });
export type SourceSupport = z.infer<typeof sourceSupport>;

/** A sentence of the answer that nothing that was read supports, or that it denies: `start` and `end` in UTF-16 code units of the answer. */
export const unsupportedClaim = z
  .object({
    start: z.int().nonnegative(),
    end: z.int().nonnegative(),
    reason: z.enum(['uncited', 'unsupported', 'unknown_source']).meta({
      description:
        '`uncited`: names no source, and none that was read says so; `unsupported`: the named source does not say so; `unknown_source`: only the mark, whose number names no source',
    }),
    contradicted_by: z
      .object({ index: z.int().positive(), quote: z.string() })
      .optional()
      .meta({ description: 'Of what a source evidently denies: the sentence that says otherwise; absent: it is only not found' }),
  })
  .meta({ id: 'UnsupportedClaim' });
export type UnsupportedClaim = z.infer<typeof unsupportedClaim>;

/** `limit`: a limit of the run itself, so that the model was told to come to an end. */
export const ENDINGS = ['stop', 'length', 'content_filter', 'refusal', 'limit', 'cancelled', 'interrupted', 'error'] as const;
export const endedBy = z.enum(ENDINGS).meta({
  id: 'EndedBy',
  description:
    'How the visible answer ended: `stop`: whole; `length`: cut at the most that the model may write; `content_filter`: cut by the provider; ' +
    '`refusal`: the model declined; `limit`: a limit of the run brought it to an end',
});
export type EndedBy = z.infer<typeof endedBy>;

export const responseMetadata = z
  .looseObject({
    run_id: runId,
    fallback_used: z.boolean(),
    ended_by: endedBy.optional().meta({ description: 'Absent in records of earlier versions' }),
    limit: z.string().optional().meta({ description: 'With `ended_by: limit`: which one, in words' }),
    no_answer: z.boolean().optional().meta({
      description:
        'The answer only says that there is none, or what the built-in offline model is: models are not told of it later',
    }),
    provider: z.string(),
    model: z.string(),
    fallback_level: z.int().nonnegative().optional(),
    fallback_reason: z.string().optional(),
    voice_mode: z.boolean().optional(),
    unsupported_claims: z.array(unsupportedClaim).optional(),
    run_summary: runSummary.optional(),
    heard_chars: z
      .int()
      .nonnegative()
      .optional()
      .meta({ description: 'Of a spoken answer that was interrupted: how much of it was heard, in UTF-16 code units' }),
  })
  .meta({ id: 'ResponseMetadata' });
export type ResponseMetadata = z.infer<typeof responseMetadata>;

/** PRD §9. `processing_time` in seconds. */
export const chatResponse = z
  .object({
    response: z.string(),
    conversation_id: conversationId,
    agent_used: agentId.optional(),
    agent_type: z.string().optional(),
    timestamp: timeMs.optional(),
    messages: z.array(message).optional(),
    context: jsonObject.optional(),
    metadata: responseMetadata.optional(),
    processing_time: z.number().nonnegative().optional().meta({ description: 'Seconds' }),
    token_usage: tokenUsage.optional(),
  })
  .meta({ id: 'ChatResponse' });
export type ChatResponse = z.infer<typeof chatResponse>;
