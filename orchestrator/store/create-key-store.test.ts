import { describe, expect, it } from 'vitest';
import { databaseKinds } from './fixtures/test-databases.ts';
import { withStore } from './fixtures/with-store.ts';
import type { OpenedStore } from './open-store.ts';

describe.each(await databaseKinds(process.env.TEST_DATABASE_URL))('keys on $name', (kind) => {
  let store: OpenedStore;

  withStore(kind, (opened) => {
    store = opened;
  });

  it('creates, finds, marks as used and revokes', async () => {
    const record = {
      keyId: 'key_1',
      ownerId: 'own_1',
      name: 'Laptop',
      scopes: ['chat', 'admin'] as const,
      hash: 'hash 1',
      prefix: 'ck_abc',
      expiresAt: null,
      nowMs: 1_000,
    };
    const created = await store.keys.create(record);
    expect(created).toEqual({
      key_id: 'key_1',
      owner_id: 'own_1',
      name: 'Laptop',
      scopes: ['chat', 'admin'],
      prefix: 'ck_abc',
      created_at: 1_000,
      last_used_at: null,
      expires_at: null,
      revoked_at: null,
    });
    await store.keys.create({ ...record, keyId: 'key_2', hash: 'hash 2', nowMs: 2_000, expiresAt: 9_000 });
    expect(await store.keys.findByHash('hash 1')).toEqual(created);
    expect(await store.keys.findByHash('another')).toBeNull();
    expect((await store.keys.list()).filter(({ owner_id }) => owner_id === 'own_1').map(({ key_id }) => key_id)).toEqual([
      'key_1',
      'key_2',
    ]);

    await store.keys.touch('key_1', 3_000);
    await store.keys.touch('key_1', 2_500);
    expect(await store.keys.revoke('key_1', 4_000)).toBe(true);
    expect(await store.keys.revoke('key_1', 5_000)).toBe(true);
    expect(await store.keys.revoke('key_3', 5_000)).toBe(false);
    expect(await store.keys.get('key_1')).toEqual({ ...created, last_used_at: 3_000, revoked_at: 4_000 });
    expect(await store.keys.get('key_2')).toMatchObject({ expires_at: 9_000, revoked_at: null });
    expect(await store.keys.get('key_3')).toBeNull();
  });

  it('never holds one secret twice', async () => {
    const record = {
      ownerId: 'own_2',
      name: 'Twin',
      scopes: ['chat'] as const,
      hash: 'twin',
      prefix: 'ck',
      expiresAt: null,
      nowMs: 0,
    };
    await store.keys.create({ ...record, keyId: 'key_4' });
    await expect(store.keys.create({ ...record, keyId: 'key_5' })).rejects.toThrow();
    expect(await store.keys.get('key_5')).toBeNull();
  });
});
