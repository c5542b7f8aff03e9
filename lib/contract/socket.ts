import { z } from 'zod';
import { approval, approvalDecisionFields, EDITS_ISSUE, isEditedToApprove } from './approvals.ts';
import { chatRequest } from './chat.ts';
import { errorBody } from './events.ts';
import { approvalId, runId, safeToken } from './primitives.ts';

const { stream: _stream, ...chatFields } = chatRequest.shape;

/** An event id, or a bare sequence number. */
const after = z.union([z.string().max(128), z.int().nonnegative()]).optional();

/** What a client may say on `/ws/chat`. */
export const socketRequest = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('auth'), api_key: z.string().min(1).max(512) }),
    z.strictObject({ type: z.literal('chat'), request_id: safeToken, ...chatFields }),
    z.strictObject({ type: z.literal('attach'), run_id: runId, after }),
    z.strictObject({ type: z.literal('cancel'), run_id: runId }),
    z
      .strictObject({ type: z.literal('approve'), approval_id: approvalId, ...approvalDecisionFields })
      .refine(isEditedToApprove, EDITS_ISSUE),
    z.strictObject({ type: z.literal('ping') }),
  ])
  .meta({ id: 'SocketRequest' });
export type SocketRequest = z.infer<typeof socketRequest>;

/** What the server says on `/ws/chat` besides run events. Those carry an extra `id`; `run.started` also the `request_id` of its `chat`. */
export const socketControl = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('auth.ok') }),
    z.object({ type: z.literal('pong') }),
    z.object({
      type: z.literal('cancelled'),
      run_id: runId,
      status: z.string(),
      stopped_in_ms: z.number(),
      tokens_after_stop: z.int(),
    }),
    z
      .object({ type: z.literal('approved'), approval })
      .meta({ description: 'The answer of `approve`: the approval as it is decided' }),
    z.object({ type: z.literal('done'), run_id: runId }),
    z.object({
      type: z.literal('error'),
      ...errorBody.shape,
      request_id: safeToken.optional(),
      run_id: runId.optional(),
      approval_id: approvalId.optional(),
    }),
  ])
  .meta({ id: 'SocketControl' });
export type SocketControl = z.infer<typeof socketControl>;

/** Close codes of `/ws/chat`. */
export const SOCKET_CLOSE = { unauthenticated: 4401, tooSlow: 4408, goingAway: 1001, tooLarge: 1009, policy: 1008 } as const;
