import { z } from 'zod';
import { ConfigError } from './config-error.ts';
import { integer, MINUTE_MS, optional, text, url, type Values, variable } from './fields.ts';
import type { ModelEnvironment } from './models.ts';

/** How documents become searchable, and what searches them. */
export const searchVariables = {
  INGEST_CONCURRENCY: variable('Documents that are made searchable at once in this process', integer(1, 64), '1'),
  EXTRACT_TIMEOUT_MS: variable('Longest time to read one document', integer(1000, 60 * MINUTE_MS), '120000'),
  EXTRACT_MEMORY_MB: variable('Memory to read one document', integer(128, 16_384), '1024'),
  EXTRACT_MAX_CHARS: variable('Characters of one document', integer(1000, 100_000_000), '20000000'),
  EMBEDDINGS: variable(
    'What finds passages by meaning: auto (EMBEDDINGS_* or OPENAI_API_KEY if set, else built-in word vectors for English), builtin, off',
    z.enum(['auto', 'builtin', 'off']),
    'auto',
  ),
  EMBEDDINGS_BASE_URL: optional('OpenAI-compatible address for embeddings; unset: that of OPENAI_*', url('http', 'https')),
  EMBEDDINGS_API_KEY: optional('Key for it; unset: OPENAI_API_KEY, unless EMBEDDINGS_BASE_URL is set', text),
  EMBEDDINGS_MODEL: variable(
    'Model of embeddings; another one: all documents are embedded anew',
    text.min(1),
    'text-embedding-3-small',
  ),
  EMBEDDINGS_DIMENSIONS: optional('Length of its vectors; must be set for models other than those of OpenAI', integer(1, 16_000)),
  RERANK_BASE_URL: optional(
    "Address of a service with Cohere's or Jina's /rerank, asked about the best passages",
    url('http', 'https'),
  ),
  RERANK_API_KEY: optional('Key for it', text),
  RERANK_MODEL: optional('Model that reranks; must be set with RERANK_BASE_URL', text),
};
type Environment = Values<typeof searchVariables> & ModelEnvironment;

const EMBEDDINGS_TIMEOUT_MS = 30_000;
const RERANK_TIMEOUT_MS = 3_000;
const OPENAI_URL = 'https://api.openai.com/v1';
/** Of OpenAI's models; those of the third generation can shorten their vectors. */
const OPENAI_DIMENSIONS: Readonly<Record<string, number>> = {
  'text-embedding-3-small': 1536,
  'text-embedding-3-large': 3072,
  'text-embedding-ada-002': 1536,
};

function embeddings(env: Environment) {
  const { EMBEDDINGS_BASE_URL: ownUrl, OPENAI_API_KEY: openAiKey, EMBEDDINGS_MODEL: model } = env;
  if (env.EMBEDDINGS === 'off') return { kind: 'off' } as const;
  if (env.EMBEDDINGS === 'builtin') return { kind: 'builtin' } as const;
  const apiKey = env.EMBEDDINGS_API_KEY ?? (ownUrl === undefined ? openAiKey : undefined);
  if (ownUrl === undefined && apiKey === undefined) return { kind: 'builtin' } as const;
  const dimensions = env.EMBEDDINGS_DIMENSIONS ?? OPENAI_DIMENSIONS[model];
  if (dimensions === undefined)
    throw new ConfigError(`EMBEDDINGS_DIMENSIONS: must be set, the length of vectors of ${model} is not known`);
  return {
    kind: 'http',
    baseUrl: ownUrl ?? env.OPENAI_BASE_URL ?? OPENAI_URL,
    ...(apiKey === undefined ? {} : { apiKey }),
    model,
    dimensions,
    shortens: env.EMBEDDINGS_DIMENSIONS !== undefined && model.startsWith('text-embedding-3-'),
    timeoutMs: EMBEDDINGS_TIMEOUT_MS,
  } as const;
}

function reranker({ RERANK_BASE_URL: baseUrl, RERANK_API_KEY: apiKey, RERANK_MODEL: model }: Environment) {
  if (baseUrl === undefined) return {};
  if (model === undefined) throw new ConfigError('RERANK_MODEL: must be set with RERANK_BASE_URL');
  return { rerank: { baseUrl, ...(apiKey === undefined ? {} : { apiKey }), model, timeoutMs: RERANK_TIMEOUT_MS } };
}

export function toKnowledge(env: Environment) {
  return {
    concurrency: env.INGEST_CONCURRENCY,
    extract: { timeoutMs: env.EXTRACT_TIMEOUT_MS, memoryMb: env.EXTRACT_MEMORY_MB, maxChars: env.EXTRACT_MAX_CHARS },
  };
}

export function toSearch(env: Environment) {
  return { embeddings: embeddings(env), ...reranker(env) };
}
