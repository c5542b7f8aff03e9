import { z } from 'zod';
import { AppError } from '../../lib/contract/errors.ts';
import type { AgentDefinition } from '../core/agent.ts';
import { whyUnreadable } from '../core/unreadable-arguments.ts';
import { coerceArguments } from './coerce-arguments.ts';
import { createInvocation, type Invocation } from './invocation.ts';

const PREFIX = 'ask_';

const MAX_REASON_CHARS = 500;

/** Who gives no reason is shown with the question. */
const askInput = z
  .object({ question: z.string().trim().min(1).max(8_000), reason: z.string().trim().max(MAX_REASON_CHARS).optional() })
  .transform(({ question, reason }) => ({ question, reason: reason || question.slice(0, MAX_REASON_CHARS).toWellFormed() }));

export const ASK_SCHEMA = {
  type: 'object' as const,
  properties: {
    question: {
      type: 'string' as const,
      description: 'All that the agent must know: it sees neither the conversation nor what other agents found',
    },
    reason: { type: 'string' as const, description: 'One short sentence for the user: why this agent, what for' },
  },
  required: ['question' as const, 'reason' as const],
  additionalProperties: false as const,
};

export const askToolName = (target: AgentDefinition) => `${PREFIX}${target.id}`;
export const isAskTool = (name: string) => name.startsWith(PREFIX);

/** Works on an invocation until its model has answered. */
export type Drive = (invocation: Invocation) => Promise<void>;

const toError = (message: string) => JSON.stringify({ error: message });

/** Why the agent must not be asked; `null`: go on. */
function refuse(target: AgentDefinition, args: unknown, asker: Invocation): string | null {
  const { limits } = asker.run;
  if (asker.depth >= limits.maxDepth) return 'no further agents can be asked from here';
  return asker.isReplaying() ? null : limits.refuseCall(askToolName(target), JSON.stringify(args));
}

async function workOn(child: Invocation, drive: Drive): Promise<string> {
  const { run } = child;
  try {
    await drive(child);
    child.finish('ok');
    return child.said().trim() === '' ? toError('the agent gave no answer') : child.said();
  } catch (error) {
    child.finish(run.signal.aborted ? 'cancelled' : 'error');
    const cause = child.failure?.error ?? error;
    return toError(cause instanceof AppError ? cause.message : 'the agent failed');
  }
}

/** Lets another agent work on a question in a run of its own below this one. Never throws: a failure is a result for the asker. */
export async function askAgent(
  drive: Drive,
  target: AgentDefinition,
  args: unknown,
  callId: string,
  asker: Invocation,
): Promise<string> {
  const known = asker.resultOf(callId);
  if (known !== null) return known;
  const { run } = asker;
  const parsed = askInput.safeParse(coerceArguments(args, askToolName(target), ASK_SCHEMA));
  const refusal = parsed.success
    ? refuse(target, args, asker)
    : (whyUnreadable(args) ?? 'invalid arguments: question and reason are needed');
  let output = toError(refusal ?? '');
  if (parsed.success && refusal === null) {
    const { question, reason } = parsed.data;
    const parent = { invocation: asker, callId };
    const child = createInvocation({ run, question, parent, agent: target.id, reason, resumed: run.takeNested(callId) });
    output = await workOn(child, drive);
    run.leave(callId);
  }
  if (run.signal.aborted) return output;
  asker.settle(callId, output);
  // What was paid for is not asked again after a recovery.
  if (refusal === null) run.checkpoint();
  return output;
}
