import { z } from 'zod';
import { keyId, timeMs } from './primitives.ts';

export const KEY_SCOPES = ['chat', 'admin'] as const;
export const keyScope = z.enum(KEY_SCOPES);
export type KeyScope = z.infer<typeof keyScope>;

export const apiKey = z
  .object({
    key_id: keyId,
    name: z.string(),
    scopes: z.array(keyScope),
    prefix: z.string().meta({ description: 'First characters of the key, to recognise it' }),
    created_at: timeMs,
    last_used_at: timeMs.nullable(),
    expires_at: timeMs.nullable(),
    revoked_at: timeMs.nullable(),
  })
  .meta({ id: 'ApiKey' });
export type ApiKey = z.infer<typeof apiKey>;

export const apiKeyCreate = z
  .strictObject({
    name: z.string().trim().min(1).max(100),
    scopes: z.array(keyScope).min(1).default(['chat']),
    expires_at: timeMs.optional(),
    same_data_as: keyId.optional().meta({ description: 'Rotation: the new key sees what this key sees' }),
  })
  .meta({ id: 'ApiKeyCreate' });
export type ApiKeyCreate = z.infer<typeof apiKeyCreate>;

export const apiKeyCreated = apiKey
  .extend({ key: z.string().meta({ description: 'The secret; shown this one time' }) })
  .meta({ id: 'ApiKeyCreated' });
export const apiKeyList = z.object({ keys: z.array(apiKey) }).meta({ id: 'ApiKeyList' });
