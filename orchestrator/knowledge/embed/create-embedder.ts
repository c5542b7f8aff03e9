import type { Embedder } from '../../core/documents.ts';
import { createBuiltinEmbedder } from './builtin/create-builtin-embedder.ts';
import { createHttpEmbedder, type HttpEmbedderOptions } from './http/create-http-embedder.ts';

export type EmbedderConfig = { kind: 'off' } | { kind: 'builtin' } | ({ kind: 'http' } & HttpEmbedderOptions);

/** `null`: passages are found by words alone. */
export function createEmbedder(config: EmbedderConfig): Embedder | null {
  if (config.kind === 'off') return null;
  return config.kind === 'builtin' ? createBuiltinEmbedder() : createHttpEmbedder(config);
}
