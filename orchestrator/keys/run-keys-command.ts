import { parseArgs } from 'node:util';
import type { z } from 'zod';
import { type ApiKey, apiKeyCreated, apiKeyList } from '../../lib/contract/keys.ts';
import { OPERATIONS } from '../../lib/contract/operations.ts';

export const KEYS_USAGE = `Usage: npm run keys -- <command>

  create --name NAME [--scope chat|admin]... [--expires-in-days N] [--same-data-as KEY_ID]
  list
  revoke KEY_ID

It talks to the running orchestrator with CARTRITA_API_KEY.`;

/** Wrong use, or an answer of the orchestrator that people should read. */
export class KeysCommandError extends Error {}

type Target = { baseUrl: string; key: string; print(line: string): void };

const DAY_MS = 86_400_000;
const TIMEOUT_MS = 10_000;

async function call(target: Target, method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(new URL(path, target.baseUrl), {
    method,
    headers: { 'x-api-key': target.key, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((cause: unknown) => {
    throw new KeysCommandError(`The orchestrator does not answer at ${target.baseUrl}. Is it running?`, { cause });
  });
  const answer: unknown = response.status === 204 ? undefined : await response.json();
  if (!response.ok) throw new KeysCommandError(`${response.status}: ${JSON.stringify(answer)}`);
  return answer;
}

function parse<T extends z.ZodType>(schema: T, answer: unknown): z.output<T> {
  const result = schema.safeParse(answer);
  if (!result.success) throw new KeysCommandError('The answer is not from an orchestrator of this version.');
  return result.data;
}

function describe(key: ApiKey): string {
  const now = Date.now();
  const isExpired = key.expires_at !== null && key.expires_at <= now;
  const state = key.revoked_at !== null ? 'revoked' : isExpired ? 'expired' : 'active';
  const used = key.last_used_at === null ? 'never used' : `last used ${new Date(key.last_used_at).toISOString()}`;
  return [key.key_id, state, key.scopes.join('+'), `${key.prefix}…`, used, key.name].join('  ');
}

async function create(target: Target, args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      name: { type: 'string' },
      scope: { type: 'string', multiple: true },
      'expires-in-days': { type: 'string' },
      'same-data-as': { type: 'string' },
    },
  });
  const days = values['expires-in-days'];
  if (values.name === undefined || (days !== undefined && !/^\d{1,5}$/.test(days))) throw new KeysCommandError(KEYS_USAGE);
  const answer = await call(target, 'POST', OPERATIONS.createKey.path, {
    name: values.name,
    scopes: values.scope,
    expires_at: days === undefined ? undefined : Date.now() + Number(days) * DAY_MS,
    same_data_as: values['same-data-as'],
  });
  const created = parse(apiKeyCreated, answer);
  target.print(describe(created));
  target.print(`Key (shown this one time): ${created.key}`);
}

async function list(target: Target): Promise<void> {
  const { keys } = parse(apiKeyList, await call(target, 'GET', OPERATIONS.listKeys.path));
  if (keys.length === 0) target.print('No keys besides the bootstrap key.');
  for (const key of keys) target.print(describe(key));
}

async function revoke(target: Target, args: string[]): Promise<void> {
  const [keyId, ...rest] = args;
  if (keyId === undefined || rest.length > 0) throw new KeysCommandError(KEYS_USAGE);
  await call(target, 'DELETE', OPERATIONS.revokeKey.path.replace('{id}', encodeURIComponent(keyId)));
  target.print(`${keyId} is revoked; its open streams end within 5 seconds.`);
}

/** Throws `KeysCommandError`. */
export async function runKeysCommand(target: Target, [command, ...args]: string[]): Promise<void> {
  const commands: Record<string, () => Promise<void>> = {
    create: () => create(target, args),
    list: () => list(target),
    revoke: () => revoke(target, args),
  };
  const run = command === undefined ? undefined : commands[command];
  if (!run) throw new KeysCommandError(KEYS_USAGE);
  await run();
}
