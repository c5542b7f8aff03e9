import type { ModelUsage } from '../core/model.ts';

type Fields = Record<string, unknown>;

/** No call reaches this; a number above it is a fault of the server. */
const MOST_TOKENS = 100_000_000;

const INPUT = ['prompt_tokens', 'input_tokens', 'promptTokens', 'inputTokens', 'prompt_eval_count', 'promptTokenCount'];
const OUTPUT = ['completion_tokens', 'output_tokens', 'completionTokens', 'outputTokens', 'eval_count', 'candidatesTokenCount'];
const TOTAL = ['total_tokens', 'totalTokens', 'totalTokenCount'];

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A whole number of tokens, also from text and fractions; `undefined` for what cannot be one. */
function toCount(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number) || number < 0 || number > MOST_TOKENS) return undefined;
  return Math.round(number);
}

function firstCount(fields: Fields, names: readonly string[]): number | undefined {
  for (const name of names) {
    const count = toCount(fields[name]);
    if (count !== undefined) return count;
  }
  return undefined;
}

function detail(fields: Fields, groups: readonly string[], names: readonly string[]): number | undefined {
  for (const group of groups) {
    const inner = fields[group];
    const count = isFields(inner) ? firstCount(inner, names) : undefined;
    if (count !== undefined) return count;
  }
  return undefined;
}

/** llama.cpp: tokens of the prompt from the cache, of the rest of the prompt, and of the answer. */
function fromTimings(timings: Fields): Partial<ModelUsage> {
  const cached = toCount(timings.cache_n) ?? 0;
  const prompt = toCount(timings.prompt_n);
  return withoutGaps({
    inputTokens: prompt === undefined ? undefined : cached + prompt,
    outputTokens: toCount(timings.predicted_n),
    cachedInputTokens: cached,
  });
}

function withoutGaps(usage: { [K in keyof ModelUsage]?: number | undefined }): Partial<ModelUsage> {
  return Object.fromEntries(Object.entries(usage).filter(([, count]) => count !== undefined));
}

function fromFields(fields: Fields): Partial<ModelUsage> {
  const total = firstCount(fields, TOTAL);
  const input = firstCount(fields, INPUT);
  const output = firstCount(fields, OUTPUT);
  const rest = (part: number | undefined) =>
    total !== undefined && part !== undefined && total >= part ? total - part : undefined;
  return withoutGaps({
    inputTokens: input ?? rest(output),
    outputTokens: output ?? rest(input),
    cachedInputTokens:
      detail(fields, ['prompt_tokens_details', 'input_tokens_details'], ['cached_tokens']) ??
      firstCount(fields, ['cache_read_input_tokens', 'prompt_cache_hit_tokens', 'cached_tokens', 'cachedContentTokenCount']),
    reasoningTokens:
      detail(fields, ['completion_tokens_details', 'output_tokens_details'], ['reasoning_tokens']) ??
      firstCount(fields, ['reasoning_tokens', 'thoughtsTokenCount']),
  });
}

/** Where servers put it: at the top, beside the choice (Kimi), in a field of their own (Groq), or flat (Ollama). */
export function findUsage(chunk: Fields, choice: Fields | undefined): Partial<ModelUsage> | undefined {
  const found = chunk.usage ?? choice?.usage ?? (chunk.x_groq as Fields | null | undefined)?.usage ?? chunk.usageMetadata;
  if (isFields(found)) return fromFields(found);
  if (isFields(chunk.timings)) return fromTimings(chunk.timings);
  return 'eval_count' in chunk ? fromFields(chunk) : undefined;
}

/** Some servers count on with every chunk, and some end with zeros. */
export function mergeUsage(before: Partial<ModelUsage> | undefined, next: Partial<ModelUsage>): Partial<ModelUsage> {
  const merged: Partial<ModelUsage> = { ...before };
  for (const key of Object.keys(next) as (keyof ModelUsage)[]) merged[key] = Math.max(before?.[key] ?? 0, next[key] ?? 0);
  return merged;
}
