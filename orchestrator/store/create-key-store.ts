import type { KeyRecord, KeyStore } from '../core/store.ts';
import type { Database } from './database.ts';
import { toSqlText } from './sql-text.ts';

const COLUMNS = `
  k.id AS key_id, k.owner_id, k.name, k.scopes, k.prefix, k.created_at, k.last_used_at, k.expires_at, k.revoked_at`;

export function createKeyStore({ query }: Pick<Database, 'query'>): KeyStore {
  return {
    async findByHash(hash) {
      const [key] = await query<KeyRecord>(`SELECT ${COLUMNS} FROM api_keys k WHERE k.hash = $1`, [hash]);
      return key ?? null;
    },
    async get(keyId) {
      const [key] = await query<KeyRecord>(`SELECT ${COLUMNS} FROM api_keys k WHERE k.id = $1`, [keyId]);
      return key ?? null;
    },
    list: () => query<KeyRecord>(`SELECT ${COLUMNS} FROM api_keys k ORDER BY k.created_at, k.id`),
    async create({ keyId, ownerId, name, scopes, hash, prefix, expiresAt, nowMs }) {
      const [created] = await query<KeyRecord>(
        `INSERT INTO api_keys AS k (id, owner_id, name, scopes, hash, prefix, expires_at, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING ${COLUMNS}`,
        [keyId, ownerId, toSqlText(name), [...scopes], hash, prefix, expiresAt, nowMs],
      );
      return created as KeyRecord;
    },
    async revoke(keyId, nowMs) {
      const revoked = await query('UPDATE api_keys SET revoked_at = coalesce(revoked_at, $2) WHERE id = $1 RETURNING id', [
        keyId,
        nowMs,
      ]);
      return revoked.length > 0;
    },
    async touch(keyId, nowMs) {
      await query('UPDATE api_keys SET last_used_at = greatest(last_used_at, $2) WHERE id = $1', [keyId, nowMs]);
    },
  };
}
