import { randomUUID } from 'node:crypto';
import { safeToken } from '../../lib/contract/primitives.ts';

/** The caller's id if it is safe to log and to send back, else a new one. */
export function toRequestId(header: string | string[] | undefined): string {
  const given = safeToken.safeParse(header);
  return given.success ? given.data : randomUUID();
}
