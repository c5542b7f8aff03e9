import { z } from 'zod';
import { AppError } from '../../../../lib/contract/errors.ts';
import type { Embedder } from '../../../core/documents.ts';
import { type JsonService, postJson } from './post-json.ts';

export type HttpEmbedderOptions = JsonService & {
  model: string;
  dimensions: number;
  /** Ask for so many, of models that can shorten their vectors. */
  shortens?: boolean;
};

/** Of one request; OpenAI allows 2,048 texts and 300,000 tokens. */
const MAX_TEXTS = 128;
const MAX_CHARS = 200_000;
/** Of one text: surely within 8,191 tokens of English, and what is cut off is the end of a passage that should not be so long. */
const MAX_TEXT_CHARS = 24_000;

const answer = z.object({ data: z.array(z.object({ index: z.int().nonnegative(), embedding: z.array(z.number()) })) });

function* toBatches(texts: readonly string[]): Generator<string[]> {
  let batch: string[] = [];
  let chars = 0;
  for (const text of texts) {
    const cut = text.slice(0, MAX_TEXT_CHARS).toWellFormed();
    if (batch.length === MAX_TEXTS || (batch.length > 0 && chars + cut.length > MAX_CHARS)) {
      yield batch;
      batch = [];
      chars = 0;
    }
    batch.push(cut);
    chars += cut.length;
  }
  if (batch.length > 0) yield batch;
}

const wrong = (what: string) => new AppError('PROVIDER_UNAVAILABLE', { cause: new Error(`embeddings: ${what}`) });

function toUnit(vector: readonly number[]): number[] | null {
  const length = Math.hypot(...vector);
  if (!Number.isFinite(length)) throw wrong('a vector is not finite');
  return length === 0 ? null : vector.map((value) => value / length);
}

function toVectors(body: unknown, count: number, dimensions: number): (number[] | null)[] {
  const parsed = answer.safeParse(body);
  if (!parsed.success) throw wrong('the answer has another form');
  const vectors = new Map(parsed.data.data.map(({ index, embedding }) => [index, embedding]));
  if (vectors.size !== count || parsed.data.data.length !== count) throw wrong('another number of vectors than of texts');
  return Array.from({ length: count }, (_, index) => {
    const vector = vectors.get(index);
    if (vector?.length !== dimensions) throw wrong(`a vector has ${vector?.length ?? 0} dimensions instead of ${dimensions}`);
    return toUnit(vector);
  });
}

/** `openai` for OpenAI itself, else the host: the same name elsewhere may be another model. */
function toName({ baseUrl, model, dimensions }: HttpEmbedderOptions): string {
  const { hostname } = new URL(baseUrl);
  return `${hostname === 'api.openai.com' ? 'openai' : hostname}/${model}@${dimensions}`;
}

/** Any service with OpenAI's `/embeddings`. Asks once a batch: who embeds passages repeats with patience, who searches does without. */
export function createHttpEmbedder(options: HttpEmbedderOptions): Embedder {
  const { model, dimensions, shortens = false } = options;
  return {
    model: toName(options),
    dimensions,
    async embed(texts, _kind, signal) {
      const vectors: (number[] | null)[] = [];
      for (const batch of toBatches(texts)) {
        // An empty text is refused with the whole batch.
        const input = batch.map((text) => text.trim() || '-');
        const request = { model, input, encoding_format: 'float', ...(shortens ? { dimensions } : {}) };
        const body = await postJson(options, '/embeddings', request, signal);
        const embedded = toVectors(body, batch.length, dimensions);
        vectors.push(...embedded.map((vector, index) => (batch[index]?.trim() ? vector : null)));
      }
      return vectors;
    },
  };
}
