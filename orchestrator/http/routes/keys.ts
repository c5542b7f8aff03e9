import { AppError, validationFailed } from '../../../lib/contract/errors.ts';
import type { ApiKey } from '../../../lib/contract/keys.ts';
import type { CreateId } from '../../../lib/shared/ids.ts';
import type { Clock } from '../../core/clock.ts';
import type { KeyRecord, KeyStore } from '../../core/store.ts';
import { BOOTSTRAP } from '../../keys/bootstrap-key.ts';
import { createKeySecret, hashKey, keyPrefix } from '../../keys/key-secret.ts';
import type { Handlers } from '../call.ts';

type Deps = { clock: Clock; createId: CreateId; onRevoked(keyId: string): void };

function toApiKey({ owner_id: _owner, ...key }: KeyRecord): ApiKey {
  return key;
}

async function ownerOf(keys: KeyStore, keyId: string): Promise<string> {
  if (keyId === BOOTSTRAP.keyId) return BOOTSTRAP.ownerId;
  const record = await keys.get(keyId);
  if (!record) throw new AppError('NOT_FOUND');
  return record.owner_id;
}

export function keyRoutes({ clock, createId, onRevoked }: Deps): Pick<Handlers, 'listKeys' | 'createKey' | 'revokeKey'> {
  return {
    listKeys: async ({ backend }) => ({ keys: (await backend.keys.list()).map(toApiKey) }),
    createKey: async ({ backend, body }) => {
      const nowMs = clock.now();
      const expiresAt = body.expires_at ?? null;
      if (expiresAt !== null && expiresAt <= nowMs)
        throw validationFailed([{ path: 'expires_at', reason: 'must be in the future' }]);
      const secret = createKeySecret();
      const record = await backend.keys.create({
        keyId: createId('key'),
        ownerId: body.same_data_as === undefined ? createId('owner') : await ownerOf(backend.keys, body.same_data_as),
        name: body.name,
        scopes: body.scopes,
        hash: hashKey(secret),
        prefix: keyPrefix(secret),
        expiresAt,
        nowMs,
      });
      return { ...toApiKey(record), key: secret };
    },
    revokeKey: async ({ backend, params }) => {
      if (params.id === BOOTSTRAP.keyId) {
        throw new AppError('CONFLICT', { message: 'The bootstrap key is set by the configuration (CARTRITA_API_KEY).' });
      }
      if (!(await backend.keys.revoke(params.id, clock.now()))) throw new AppError('NOT_FOUND');
      onRevoked(params.id);
      backend.bus.publish('keys', params.id);
    },
  };
}
