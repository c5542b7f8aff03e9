import { eq, sql } from 'drizzle-orm';
import type { KeyRecord, KeyStore } from '../core/store.ts';
import type { Database } from './database.ts';
import { apiKeys } from './schema.ts';
import { toSqlText } from './sql-text.ts';

const COLUMNS = {
  key_id: apiKeys.id,
  owner_id: apiKeys.ownerId,
  name: apiKeys.name,
  scopes: apiKeys.scopes,
  prefix: apiKeys.prefix,
  created_at: apiKeys.createdAt,
  last_used_at: apiKeys.lastUsedAt,
  expires_at: apiKeys.expiresAt,
  revoked_at: apiKeys.revokedAt,
};

export function createKeyStore({ orm }: Pick<Database, 'orm'>): KeyStore {
  return {
    async findByHash(hash) {
      const [key] = await orm.select(COLUMNS).from(apiKeys).where(eq(apiKeys.hash, hash));
      return key ?? null;
    },
    async get(keyId) {
      const [key] = await orm.select(COLUMNS).from(apiKeys).where(eq(apiKeys.id, keyId));
      return key ?? null;
    },
    async list() {
      return orm.select(COLUMNS).from(apiKeys).orderBy(apiKeys.createdAt, apiKeys.id);
    },
    async create({ keyId, ownerId, name, scopes, hash, prefix, expiresAt, nowMs }) {
      const [created] = await orm
        .insert(apiKeys)
        .values({ id: keyId, ownerId, name: toSqlText(name), scopes: [...scopes], hash, prefix, expiresAt, createdAt: nowMs })
        .returning(COLUMNS);
      return created as KeyRecord;
    },
    async revoke(keyId, nowMs) {
      const revoked = await orm
        .update(apiKeys)
        .set({ revokedAt: sql`coalesce(${apiKeys.revokedAt}, ${nowMs})` })
        .where(eq(apiKeys.id, keyId))
        .returning({ id: apiKeys.id });
      return revoked.length > 0;
    },
    async touch(keyId, nowMs) {
      await orm
        .update(apiKeys)
        .set({ lastUsedAt: sql`greatest(${apiKeys.lastUsedAt}, ${nowMs})` })
        .where(eq(apiKeys.id, keyId));
    },
  };
}
