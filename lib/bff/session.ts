import { sealData, unsealData } from 'iron-session';
import { z } from 'zod';

const sessionSchema = z.discriminatedUnion('kind', [
  /** Opened by itself with the page while everything is bound to loopback; holds no key. */
  z.object({ kind: z.literal('loopback') }),
  /** Opened at sign-in; holds the person's key. */
  z.object({ kind: z.literal('signed-in'), key: z.string(), issuedAt: z.number() }),
]);
export type Session = z.infer<typeof sessionSchema>;

const COOKIE = 'cartrita_session';
const LIFETIME_S = 14 * 24 * 3600;
const CACHE_ENTRIES = 2_000;
const CACHE_MS = 60_000;

export type Sessions = {
  /** The session of a `Cookie` header; `null` when there is none or it is expired or forged. Never throws. */
  read(cookieHeader: string | undefined, secure: boolean): Promise<Session | null>;
  /** `Set-Cookie` value. */
  issue(session: Session, secure: boolean): Promise<string>;
  /** `Set-Cookie` value that removes the session. */
  clear(secure: boolean): string;
};

/** Stateless sessions: everything is in the encrypted cookie. `port` keeps two instances on one host apart. */
export function createSessions({ secret, port }: { secret: string; port: number }): Sessions {
  /** Unsealing takes several turns of the thread pool; a page makes many calls with one cookie. */
  const cache = new Map<string, { session: Session; until: number }>();
  const nameOf = (secure: boolean) => (secure ? `__Host-${COOKIE}_${port}` : `${COOKIE}_${port}`);
  const attributes = (secure: boolean) => `Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;

  return {
    async read(cookieHeader, secure) {
      const sealed = cookieHeader && findCookie(cookieHeader, nameOf(secure));
      if (!sealed) return null;
      const cached = cache.get(sealed);
      if (cached && cached.until > performance.now()) return cached.session;
      const session = await unseal(sealed, secret);
      if (!session) return null;
      if (cache.size >= CACHE_ENTRIES) cache.clear();
      cache.set(sealed, { session, until: performance.now() + CACHE_MS });
      return session;
    },
    async issue(session, secure) {
      const sealed = await sealData(session, { password: secret, ttl: LIFETIME_S });
      return `${nameOf(secure)}=${sealed}; Max-Age=${LIFETIME_S}; ${attributes(secure)}`;
    },
    clear: (secure) => `${nameOf(secure)}=; Max-Age=0; ${attributes(secure)}`,
  };
}

/** The cookies that a page may see: those of the interface, not the session. */
export function withoutSession(header: string | undefined): string | undefined {
  const rest = header
    ?.split(';')
    .map((pair) => pair.trim())
    .filter((pair) => !pair.startsWith(COOKIE) && !pair.startsWith(`__Host-${COOKIE}`));
  return rest?.length ? rest.join('; ') : undefined;
}

function findCookie(header: string, name: string): string | undefined {
  for (const pair of header.split(';')) {
    const equalsAt = pair.indexOf('=');
    if (equalsAt !== -1 && pair.slice(0, equalsAt).trim() === name) return pair.slice(equalsAt + 1).trim();
  }
  return undefined;
}

async function unseal(sealed: string, secret: string): Promise<Session | null> {
  try {
    // An expired or foreign seal comes out as an empty object, a malformed one throws.
    return sessionSchema.safeParse(await unsealData(sealed, { password: secret, ttl: LIFETIME_S })).data ?? null;
  } catch {
    return null;
  }
}
