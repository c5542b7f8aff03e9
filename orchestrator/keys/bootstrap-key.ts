import { timingSafeEqual } from 'node:crypto';
import type { Principal } from '../core/principal.ts';
import { hashKey } from './key-secret.ts';

/** Not in the database, so that it works while that is away. */
export const BOOTSTRAP: Principal = { ownerId: 'own_bootstrap', keyId: 'key_bootstrap', scopes: ['admin', 'chat'] };

/** Compares hashes in constant time. */
export function createBootstrapCheck(secret: string): (hash: string) => boolean {
  const expected = Buffer.from(hashKey(secret), 'hex');
  return (hash) => timingSafeEqual(Buffer.from(hash, 'hex'), expected);
}
