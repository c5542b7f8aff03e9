import type { IncomingMessage } from 'node:http';
import { WebError } from './web-error.ts';

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Node reads headers as Latin-1; servers write them as UTF-8. */
function fromHeader(value: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(value, 'latin1'));
  } catch {
    return value;
  }
}

/** The address in `0; url=/next` of a `Refresh` header or element; `null` when the page stays, or goes on only after a while. */
export function toRefreshTarget(content: string): string | null {
  const match = /^\s{0,100}(\d{1,9})?(?:\.[\d.]{0,20})?\s{0,100}[;,\s]\s{0,100}(?:url\s{0,100}=\s{0,100})?(.{1,4000})$/is.exec(
    content,
  );
  if (!match || Number(match[1] ?? 0) > MAX_REFRESH_SECONDS) return null;
  const rest = (match[2] as string).trim();
  const quote = /^["']/.exec(rest)?.[0];
  const target = quote === undefined ? rest : (rest.slice(1).split(quote)[0] ?? '');
  return target.trim() === '' ? null : target.trim();
}
/** A page that shows its text longer than that is meant to be read. */
const MAX_REFRESH_SECONDS = 10;

/** Where an answer sends on to; `null`: it is the page itself. A redirect without a place is shown as a page, as browsers do. Throws `WebError`. */
export function redirectTarget(response: IncomingMessage, from: URL): URL | null {
  const { location, refresh } = response.headers;
  const isRedirect = REDIRECTS.has(response.statusCode ?? 0) && location !== undefined && location.trim() !== '';
  const refreshed = typeof refresh === 'string' ? toRefreshTarget(fromHeader(refresh)) : null;
  const target = isRedirect ? fromHeader(location) : refreshed;
  if (target === null) return null;
  const next = URL.parse(target, from);
  if (!next) throw new WebError(`${from.hostname} sends on to an address that is not valid`);
  next.hash = '';
  return !isRedirect && next.href === from.href ? null : next;
}
