import { z } from 'zod';

/** Prefixes of ids; an id is `<prefix>_<sortable token>`. */
export const ID_PREFIXES = {
  run: 'run',
  conversation: 'conv',
  message: 'msg',
  file: 'file',
  document: 'doc',
  task: 'task',
  approval: 'appr',
  key: 'key',
  owner: 'own',
  span: 'span',
  call: 'call',
  artifact: 'art',
} as const;

export type IdKind = keyof typeof ID_PREFIXES;

/** Schema of an id of one kind. Bounded, and of an alphabet that is safe in URLs, headers and SQL. */
export function idSchema(kind: IdKind): z.ZodString {
  return z
    .string()
    .regex(new RegExp(`^${ID_PREFIXES[kind]}_[0-9A-Za-z]{1,64}$`), `must be an id like ${ID_PREFIXES[kind]}_…`)
    .meta({ id: `${kind}_id`, example: `${ID_PREFIXES[kind]}_01k5a9c3e7g1h2j4m6p8r0t2v4` });
}

export const runId = idSchema('run');
export const conversationId = idSchema('conversation');
export const messageId = idSchema('message');
export const fileId = idSchema('file');
export const taskId = idSchema('task');
export const approvalId = idSchema('approval');
export const keyId = idSchema('key');

/** Milliseconds since the epoch. */
export const timeMs = z.int().nonnegative().meta({ description: 'Milliseconds since the epoch' });

export const durationMs = z.number().nonnegative().meta({ description: 'Milliseconds' });

export const tokenCount = z.int().nonnegative();

export const AGENT_IDS = ['supervisor', 'research', 'code', 'knowledge', 'task', 'computer_use'] as const;

export const agentId = z.enum(AGENT_IDS).meta({ id: 'AgentId' });
export type AgentId = z.infer<typeof agentId>;

/** An arbitrary JSON object. */
export const jsonObject = z.record(z.string(), z.unknown());
export type JsonObject = z.infer<typeof jsonObject>;

const MAX_JSON_DEPTH = 64;

/** At most 64 levels. Never throws, whatever the depth: it does not call itself. */
export function isShallow(root: unknown): boolean {
  let level = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_JSON_DEPTH) return false;
    level = level.flatMap((value) => (value !== null && typeof value === 'object' ? Object.values(value) : []));
  }
  return true;
}

/** A JSON object that a caller sends: bounded in depth, since what is done with it later calls itself for each level. */
export const shallowJsonObject = jsonObject.refine(isShallow, `must not be nested deeper than ${MAX_JSON_DEPTH} levels`);

/** Token of a header or query that is safe to log and to store (`X-Request-ID`, `Idempotency-Key`). At most 128 characters. */
export const safeToken = z
  .string()
  .regex(/^[A-Za-z0-9._:@/+=-]{1,128}$/, 'must be 1 to 128 characters out of A-Z a-z 0-9 . _ : @ / + = -');
