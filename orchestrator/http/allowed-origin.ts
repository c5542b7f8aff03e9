import type { IncomingHttpHeaders } from 'node:http';

/** Whether that page may call: none (not a browser), an allowed origin, or our own host. */
export function isAllowedOrigin({ origin, host }: IncomingHttpHeaders, allowed: readonly string[]): boolean {
  if (origin === undefined || allowed.includes(origin)) return true;
  return URL.canParse(origin) && /^https?:$/.test(new URL(origin).protocol) && new URL(origin).host === host?.toLowerCase();
}
