import { z } from 'zod';
import { apiKeyCreate, apiKeyCreated, apiKeyList } from '../keys.ts';
import { keyId } from '../primitives.ts';
import type { Operation } from './operation.ts';

export const keyOperations = {
  listKeys: {
    method: 'GET',
    path: '/api/keys',
    tag: 'Keys',
    summary: 'All API keys, without their secrets',
    access: 'admin',
    success: { kind: 'json', status: 200, schema: apiKeyList },
  },
  createKey: {
    method: 'POST',
    path: '/api/keys',
    tag: 'Keys',
    summary: 'Create an API key; its secret is shown this one time',
    access: 'admin',
    body: apiKeyCreate,
    success: { kind: 'json', status: 201, schema: apiKeyCreated },
    errors: ['VALIDATION_FAILED', 'NOT_FOUND'],
  },
  revokeKey: {
    method: 'DELETE',
    path: '/api/keys/{id}',
    tag: 'Keys',
    summary: 'Revoke an API key; its open streams end within 5 seconds',
    access: 'admin',
    params: z.strictObject({ id: keyId }),
    success: { kind: 'empty', status: 204 },
    errors: ['NOT_FOUND', 'CONFLICT', 'VALIDATION_FAILED'],
  },
} as const satisfies Record<string, Operation>;
