import { type IncomingMessage, request } from 'node:http';
import { createTargetGuard, type GuardOptions, type PinnedTarget } from './create-target-guard.ts';
import { type Dial, dial as systemDial } from './dial.ts';
import { ACCEPT_ENCODING, readBody } from './read-body.ts';
import { WebError } from './web-error.ts';

export type GuardedFetchOptions = GuardOptions & {
  dial?: Dial;
  userAgent?: string;
  /** Of the body, compressed and plain. Default 5 MB. */
  maxBytes?: number;
  /** For everything, redirects included. Default 15 s. */
  timeoutMs?: number;
  maxRedirects?: number;
};

/** `url` is where the answer came from, after redirects. */
export type Fetched = { url: URL; contentType: string; bytes: Uint8Array };

/** Throws `WebError`. Abort: the socket is closed, throws the reason. */
export type GuardedFetch = (url: URL, accept: Accept, signal: AbortSignal) => Promise<Fetched>;

type Accept = (contentType: string) => boolean;
type Hop = { url: URL; from: PinnedTarget | null };

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const USER_AGENT = 'Mozilla/5.0 (compatible; Cartrita; page reader)';
const NO_EFFECT = () => {};

/** Sends a GET without any identity: no cookies, no credentials, no referrer. */
function send(target: PinnedTarget, dial: Dial, userAgent: string, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = request({
      method: 'GET',
      path: `${target.url.pathname}${target.url.search}`,
      headers: {
        host: target.url.host,
        'user-agent': userAgent,
        accept: 'text/html,application/xhtml+xml,text/*;q=0.9,application/pdf;q=0.9,application/json;q=0.8',
        'accept-encoding': ACCEPT_ENCODING,
        connection: 'close',
      },
      createConnection: () => dial(target),
      signal,
    });
    sent.on('response', resolve);
    sent.on('error', reject);
    // Switching protocols is not asked for, and unread it would hold the socket.
    sent.on('upgrade', (_response, socket) => {
      socket.destroy();
      reject(new WebError(`${target.host} did not answer with a page`));
    });
    sent.end();
  });
}

function redirectTarget(response: IncomingMessage, from: URL): URL | null {
  const location = response.headers.location;
  if (!REDIRECTS.has(response.statusCode ?? 0) || location === undefined) return null;
  const next = URL.parse(location, from);
  if (!next) throw new WebError(`${from.hostname} sends on to an address that is not valid`);
  return next;
}

/** Network errors name addresses and files of this machine; people get the host and the kind. */
function toWebError(error: unknown, host: string): WebError {
  if (error instanceof WebError) return error;
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
  return new WebError(`${host} could not be read${code}`, { cause: error });
}

/** The page that came. Throws `WebError` when it is none, not of an accepted type, or too large. */
async function receive(response: IncomingMessage, url: URL, accept: Accept, maxBytes: number): Promise<Fetched> {
  const status = response.statusCode ?? 0;
  if (status < 200 || status > 299) throw new WebError(`${url.hostname} answered with status ${status}`);
  const contentType = response.headers['content-type']?.toLowerCase() ?? '';
  if (!accept(contentType)) throw new WebError(`${contentType.split(';')[0] || 'content without a type'} cannot be read`);
  return { url, contentType, bytes: await readBody(response, maxBytes) };
}

/**
 * Fetches public pages for a model. Names are resolved once and the connection goes to an address that was checked; every
 * hop of a redirect is checked anew; size, time and type are bounded.
 */
export function createGuardedFetch(options: GuardedFetchOptions = {}): GuardedFetch {
  const { dial = systemDial, userAgent = USER_AGENT, maxBytes = 5_000_000, timeoutMs = 15_000, maxRedirects = 5 } = options;
  const guard = createTargetGuard(options);

  async function hop({ url, from }: Hop, accept: Accept, signal: AbortSignal): Promise<Fetched | Hop> {
    const target = await guard.check(url, signal);
    // A stranger must not choose what is asked for inside.
    if (target.isPrivate && from?.isPrivate === false) throw new WebError(`${from.host} sends on to a private host`);
    const response = await send(target, dial, userAgent, signal);
    try {
      const next = redirectTarget(response, url);
      return next ? { url: next, from: target } : await receive(response, url, accept, maxBytes);
    } finally {
      response.on('error', NO_EFFECT).destroy();
    }
  }

  return async (url, accept, signal) => {
    const deadline = AbortSignal.timeout(timeoutMs);
    const either = AbortSignal.any([signal, deadline]);
    let at: Hop = { url, from: null };
    try {
      for (let hops = 0; hops <= maxRedirects; hops += 1) {
        const outcome = await hop(at, accept, either);
        if ('bytes' in outcome) return outcome;
        at = outcome;
      }
    } catch (error) {
      signal.throwIfAborted();
      if (deadline.aborted) throw new WebError(`${at.url.hostname} did not answer within ${timeoutMs / 1000} s`);
      throw toWebError(error, at.url.hostname);
    }
    throw new WebError(`${url.hostname} redirects more than ${maxRedirects} times`);
  };
}
