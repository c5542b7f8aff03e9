import type { IncomingMessage } from 'node:http';
import { AppError } from '../../lib/contract/errors.ts';
import type { Access, Operation } from '../../lib/contract/operations/operation.ts';
import { OPERATIONS, type OperationId } from '../../lib/contract/operations.ts';
import type { Principal } from '../core/principal.ts';
import type { KeyVerifier } from '../keys/create-key-verifier.ts';
import type { Backend } from './backend.ts';
import { readCredentials } from './read-credentials.ts';

export type Admission = { principal: Principal | null; backend: Backend | null };

export type AccessRules = {
  verifier: KeyVerifier;
  backend: () => Backend | null;
  metricsToken: string | undefined;
  /** Everything is bound to loopback. */
  loopback: boolean;
};

/** Counts a call; `who` is a key id, or an address whose key was refused. Throws `RATE_LIMITED`. */
export async function consumeQuota(backend: Backend, who: string): Promise<void> {
  const outcome = await backend.limiter.consume(who);
  if (!outcome.allowed) throw new AppError('RATE_LIMITED', { retryAfterSeconds: outcome.retryAfterMs / 1000 });
}

/** Throws `UNAUTHENTICATED`, and `RATE_LIMITED` for an address that tries too many keys. */
export async function authenticate(rules: AccessRules, key: string | undefined, address: string): Promise<Principal> {
  const principal = key === undefined ? null : await rules.verifier.verify(key);
  if (principal) return principal;
  const backend = rules.backend();
  if (key !== undefined && backend) await consumeQuota(backend, `refused:${address}`);
  throw new AppError('UNAUTHENTICATED');
}

function assertScope(principal: Principal, access: Access): void {
  const needed = access === 'chat' ? ['chat', 'admin'] : ['admin'];
  if (!principal.scopes.some((scope) => needed.includes(scope))) throw new AppError('FORBIDDEN');
}

async function admitToMetrics(rules: AccessRules, request: IncomingMessage): Promise<void> {
  if (rules.loopback && rules.metricsToken === undefined) return;
  const key = readCredentials(request);
  if (key !== undefined && key === rules.metricsToken) return;
  assertScope(await authenticate(rules, key, request.socket.remoteAddress ?? ''), 'metrics');
}

/** Who calls, and whether they may. Throws `UNAUTHENTICATED`, `FORBIDDEN`, `RATE_LIMITED`, `NOT_READY`. */
export async function admit(rules: AccessRules, id: OperationId, request: IncomingMessage): Promise<Admission> {
  const { access }: Operation = OPERATIONS[id];
  const backend = rules.backend();
  if (access === 'public') return { principal: null, backend };
  if (access === 'metrics') {
    await admitToMetrics(rules, request);
    return { principal: null, backend };
  }
  const principal = await authenticate(rules, readCredentials(request), request.socket.remoteAddress ?? '');
  assertScope(principal, access);
  if (!backend) throw new AppError('NOT_READY');
  await consumeQuota(backend, principal.keyId);
  return { principal, backend };
}
