import { AppError } from '../contract/errors.ts';
import type { Access } from '../contract/operations/operation.ts';
import type { FrontConfig } from './config.ts';
import { hasOwnKey } from './guards.ts';
import type { Inbound } from './inbound.ts';
import type { Session, Sessions } from './session.ts';

/** Headers that tell the orchestrator who calls. */
export type Credentials = { 'x-api-key'?: string; authorization?: string };

/** The session counts only as long as what opened it still holds. */
export async function readSession(inbound: Inbound, sessions: Sessions): Promise<Session | null> {
  const session = await sessions.read(inbound.headers.cookie, inbound.secure);
  return session?.kind === 'loopback' && !inbound.direct ? null : session;
}

/**
 * Credentials of an API call: its own key, else its session's, else, for a local script, the development key.
 * Throws `UNAUTHENTICATED` when there are none and the operation needs some.
 */
export async function identify(inbound: Inbound, access: Access, sessions: Sessions, config: FrontConfig): Promise<Credentials> {
  if (hasOwnKey(inbound)) return ownCredentials(inbound);
  const session = await readSession(inbound, sessions);
  if (session) return toCredentials(session.kind === 'loopback' ? config.apiKey : session.key);
  if (isLocalScript(inbound)) return toCredentials(config.apiKey);
  if (access === 'public') return {};
  throw new AppError('UNAUTHENTICATED');
}

export function ownCredentials({ headers }: Inbound): Credentials {
  const key = headers['x-api-key'];
  return {
    ...(typeof key === 'string' && { 'x-api-key': key }),
    ...(headers.authorization !== undefined && { authorization: headers.authorization }),
  };
}

/**
 * A caller on this machine that is no browser. Browsers send `Sec-Fetch-Site` to loopback names, old ones at least say what
 * they are; `Sec-Fetch-Mode` alone is what Node's own fetch sends.
 */
export function isLocalScript({ direct, origin, fetchSite, headers }: Inbound): boolean {
  const isOldBrowser = headers.referer !== undefined || headers['user-agent']?.startsWith('Mozilla/') === true;
  return direct && origin === undefined && fetchSite === undefined && !isOldBrowser;
}

/** Both forms, PRD FR-6. */
export function toCredentials(key: string): Credentials {
  return { 'x-api-key': key, authorization: `Bearer ${key}` };
}
