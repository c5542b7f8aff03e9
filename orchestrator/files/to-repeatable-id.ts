import { createHash } from 'node:crypto';
import { ID_PREFIXES } from '../../lib/contract/primitives.ts';

const ID_CHARS = 48;

/** The id of the file that an owner uploads with an idempotency key: the same each time, and nobody else's. */
export function toRepeatableId(ownerId: string, key: string): string {
  const digest = createHash('sha256').update(`${ownerId}\n${key}`).digest('hex');
  return `${ID_PREFIXES.file}_${digest.slice(0, ID_CHARS)}`;
}
