import { type IncomingMessage, request } from 'node:http';
import { createTargetGuard, type GuardOptions, type PinnedTarget } from './create-target-guard.ts';
import { type Dial, dial as systemDial } from './dial.ts';
import { ACCEPT_ENCODING, readBody } from './read-body.ts';
import { redirectTarget } from './redirect-target.ts';
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

/** `url` is where the answer came from, after redirects; `isCut`: the rest of it did not come. */
export type Fetched = { url: URL; contentType: string; bytes: Uint8Array; isCut: boolean; trail: Trail };

/** How a page was reached; its next one is reached under the same rules. */
type Trail = { redirects: number; from: PinnedTarget | null };

/**
 * `trail`: of the page that sends on to this one by itself. Throws `WebError`. Abort: the socket is closed, throws the reason.
 */
export type GuardedFetch = (url: URL, accept: Accept, signal: AbortSignal, trail?: Trail) => Promise<Fetched>;

type Accept = (contentType: string) => boolean;
type Hop = { url: URL; from: PinnedTarget | null };
type Received = Omit<Fetched, 'trail'> & { target: PinnedTarget };

/** Content security policies alone may take more than Node's 16 kB. */
const MAX_HEADER_BYTES = 128 * 1024;
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
        accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,application/pdf;q=0.9,*/*;q=0.8',
        'accept-encoding': ACCEPT_ENCODING,
        connection: 'close',
      },
      createConnection: () => dial(target),
      maxHeaderSize: MAX_HEADER_BYTES,
      // Of an answer that ends with its connection nothing can be smuggled into another one.
      insecureHTTPParser: true,
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

/** Network errors name addresses and files of this machine; people get the host and the kind. */
function toWebError(error: unknown, host: string): WebError {
  if (error instanceof WebError) return error;
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
  return new WebError(`${host} could not be read${code}`, { cause: error });
}

/** Redirects; without a place to go to they may have a page. */
const PLACELESS = new Set([300, 301, 302, 303, 307, 308]);

/** The page that came. Throws `WebError` when it is none, not of an accepted type, or too large. */
async function receive(
  response: IncomingMessage,
  target: PinnedTarget,
  accept: Accept,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Received> {
  const { url } = target;
  const status = response.statusCode ?? 0;
  if (status < 200 || (status > 299 && !PLACELESS.has(status)))
    throw new WebError(`${url.hostname} answered with status ${status}`);
  const contentType = response.headers['content-type']?.toLowerCase() ?? '';
  if (!accept(contentType)) throw new WebError(`${contentType.split(';')[0] || 'content without a type'} cannot be read`);
  const { bytes, isCut } = await readBody(response, maxBytes, signal);
  if (bytes.length === 0) throw new WebError(`${url.hostname} answered with status ${status} and nothing else`);
  return { url, contentType, bytes, isCut, target };
}

/**
 * Fetches public pages for a model. Names are resolved once and the connection goes to an address that was checked; every
 * hop of a redirect is checked anew; size, time and type are bounded.
 */
export function createGuardedFetch(options: GuardedFetchOptions = {}): GuardedFetch {
  const { dial = systemDial, userAgent = USER_AGENT, maxBytes = 5_000_000, timeoutMs = 15_000, maxRedirects = 5 } = options;
  const guard = createTargetGuard(options);

  async function hop({ url, from }: Hop, accept: Accept, signal: AbortSignal): Promise<Received | Hop> {
    const target = await guard.check(url, signal);
    // A stranger must not choose what is asked for inside.
    if (target.isPrivate && from?.isPrivate === false) throw new WebError(`${from.host} sends on to a private host`);
    const response = await send(target, dial, userAgent, signal);
    try {
      const next = redirectTarget(response, url);
      return next ? { url: next, from: target } : await receive(response, target, accept, maxBytes, signal);
    } finally {
      response.on('error', NO_EFFECT).destroy();
    }
  }

  return async (url, accept, signal, trail = { redirects: 0, from: null }) => {
    const deadline = AbortSignal.timeout(timeoutMs);
    const either = AbortSignal.any([signal, deadline]);
    let at: Hop = { url, from: trail.from };
    try {
      for (let redirects = trail.redirects; redirects <= maxRedirects; redirects += 1) {
        const outcome = await hop(at, accept, either);
        if ('bytes' in outcome) {
          const { target, ...page } = outcome;
          return { ...page, trail: { redirects: redirects + 1, from: target } };
        }
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
