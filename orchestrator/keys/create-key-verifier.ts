import { AppError } from '../../lib/contract/errors.ts';
import type { Clock } from '../core/clock.ts';
import type { Principal } from '../core/principal.ts';
import type { KeyRecord, KeyStore } from '../core/store.ts';
import { BOOTSTRAP, createBootstrapCheck } from './bootstrap-key.ts';
import { hashKey } from './key-secret.ts';

/** A revocation that the bus lost is noticed after this time. */
const CACHE_MS = 4000;
const CACHE_ENTRIES = 10_000;
const TOUCH_MS = 60_000;

type Lookup = { record: Promise<KeyRecord | null>; readAt: number };

type Options = { bootstrapKey: string; clock: Clock; keys: () => KeyStore | null };

export type KeyVerifier = {
  /** `null`: not a valid key. Throws `AppError('NOT_READY')` while the database is away, except for the bootstrap key. */
  verify(secret: string): Promise<Principal | null>;
  /** Whether a key that was accepted may go on; asks the database. Rejects while the database is away. */
  isStillValid(keyId: string): Promise<boolean>;
  /** Forgets what is cached, after a revocation. */
  forget(keyId: string): void;
};

/** Verifies API keys with a short cache; only hashes are held. */
export function createKeyVerifier({ bootstrapKey, clock, keys }: Options): KeyVerifier {
  const isBootstrap = createBootstrapCheck(bootstrapKey);
  const lookups = new Map<string, Lookup>();
  const revoked = new Set<string>();
  const touchedAt = new Map<string, number>();

  const store = (): KeyStore => {
    const current = keys();
    if (!current) throw new AppError('NOT_READY');
    return current;
  };

  function lookUp(hash: string): Promise<KeyRecord | null> {
    const known = lookups.get(hash);
    if (known && clock.monotonic() - known.readAt < CACHE_MS) return known.record;
    const record = store().findByHash(hash);
    if (lookups.size >= CACHE_ENTRIES) lookups.delete(lookups.keys().next().value ?? '');
    lookups.set(hash, { record, readAt: clock.monotonic() });
    record.catch(() => lookups.delete(hash));
    return record;
  }

  const isValid = (record: KeyRecord): boolean =>
    record.revoked_at === null && !revoked.has(record.key_id) && (record.expires_at === null || record.expires_at > clock.now());

  function touch(keyId: string): void {
    const now = clock.monotonic();
    if (now - (touchedAt.get(keyId) ?? Number.NEGATIVE_INFINITY) < TOUCH_MS) return;
    touchedAt.set(keyId, now);
    // Best effort: when a key was last used is worth no failed request.
    store()
      .touch(keyId, clock.now())
      .catch(() => touchedAt.delete(keyId));
  }

  return {
    async verify(secret) {
      const hash = hashKey(secret);
      if (isBootstrap(hash)) return BOOTSTRAP;
      const record = await lookUp(hash);
      if (!record || !isValid(record)) return null;
      touch(record.key_id);
      return { ownerId: record.owner_id, keyId: record.key_id, scopes: record.scopes };
    },
    async isStillValid(keyId) {
      if (keyId === BOOTSTRAP.keyId) return true;
      const record = await store().get(keyId);
      return record !== null && isValid(record);
    },
    forget(keyId) {
      revoked.add(keyId);
      touchedAt.delete(keyId);
    },
  };
}
