import { randomUUID } from 'node:crypto';
import { safeToken } from '../contract/primitives.ts';

/** The caller's `X-Request-ID` if it is a safe token, else a new one. */
export function toRequestId(header: string | string[] | undefined): string {
  const parsed = safeToken.safeParse(header);
  return parsed.success ? parsed.data : randomUUID();
}
