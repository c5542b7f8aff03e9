import { z } from 'zod';
import { agentId, durationMs, timeMs } from './primitives.ts';
import { failureCause } from './provider-failure.ts';

export const APPROVAL_DECISIONS = ['approve', 'reject', 'expired'] as const;

/** Who or what took part in a run. A tool that worked once counts as `ok`; a call that a person did not allow is no part. */
export const runPart = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('agent'), agent: agentId }),
  z.object({ kind: z.literal('tool'), tool: z.string(), status: z.enum(['running', 'ok', 'error', 'cancelled']) }),
  z.object({
    kind: z.literal('switch'),
    from: z.string(),
    to: z.string(),
    reason: z.string(),
    cause: failureCause.optional(),
  }),
  z.object({ kind: z.literal('resumed') }),
]);
export type RunPart = z.infer<typeof runPart>;

/** A call that a person was asked about. */
export const askedCall = z.object({
  approval_id: z.string(),
  call_id: z.string(),
  tool: z.string(),
  arguments: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .meta({ description: 'Texts, numbers and switches of the call; long texts are cut' }),
  decision: z.enum(['pending', ...APPROVAL_DECISIONS, 'cancelled']).meta({ description: '`cancelled`: the run ended before' }),
  reason: z.string().optional().meta({ description: 'Of the person who decided' }),
});
export type AskedCall = z.infer<typeof askedCall>;

/** What an answer tells of its run without reading the record of the run. */
export const runSummary = z
  .object({
    started_at: timeMs.optional(),
    duration_ms: durationMs.optional(),
    parts: z.array(runPart).meta({ description: 'Each once, in the order of their first appearance' }),
    handoff: z.object({ to: agentId, reason: z.string() }).optional().meta({ description: 'The last one' }),
    approvals: z.array(askedCall).optional(),
    has_reasoning: z.boolean().optional(),
  })
  .meta({ id: 'RunSummary' });
export type RunSummary = z.infer<typeof runSummary>;
