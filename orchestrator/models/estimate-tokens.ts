import type { ModelItem, ModelRequest, ModelUsage } from '../core/model.ts';

/** The usual rule of thumb for English. */
const CHARS_PER_TOKEN = 4;
/** A token of any language has more bytes in UTF-8 in practice, but for codes and numbers: what fits by this count, fits. */
const FEWEST_BYTES_PER_TOKEN = 3;
/** No text of any language is denser than this in practice. */
const MOST_BYTES_PER_TOKEN = 12;
const TOKENS_PER_IMAGE = 1_000;
/** Marks of its role and its ends. */
const TOKENS_PER_ITEM = 8;

const toTokens = (text: string): number => Buffer.byteLength(text) / FEWEST_BYTES_PER_TOKEN;

function itemText(item: ModelItem): string {
  if (item.type === 'message') return item.content;
  if (item.type === 'tool_call') return item.name + item.arguments;
  return item.type === 'tool_result' ? item.output : JSON.stringify(item.data);
}

/** Rather too many than too few. */
export function toItemTokens(item: ModelItem): number {
  const images = item.type === 'message' ? (item.images?.length ?? 0) : 0;
  return TOKENS_PER_ITEM + images * TOKENS_PER_IMAGE + toTokens(itemText(item));
}

/** Rather too many than too few, with the descriptions of tools. */
export function toRequestTokens({ instructions, items, tools }: ModelRequest): number {
  const described = tools.length === 0 ? 0 : toTokens(JSON.stringify(tools));
  return Math.ceil(items.reduce((sum, item) => sum + toItemTokens(item), toTokens(instructions) + described));
}

/** How many tokens a request has at the very least, by the same count. */
export const toFewestTokens = (tokens: number): number => (tokens * FEWEST_BYTES_PER_TOKEN) / MOST_BYTES_PER_TOKEN;

/** What a text may have at most to count as so many tokens. UTF-8 bytes. */
export const toMostBytes = (tokens: number): number => Math.max(0, Math.floor(tokens * FEWEST_BYTES_PER_TOKEN));

/** For servers that report no usage. */
export function estimateUsage({ instructions, items }: ModelRequest, outputChars: number): ModelUsage {
  const chars = (item: ModelItem) =>
    (item.type === 'reasoning' ? 0 : itemText(item).length) +
    (item.type === 'message' ? (item.images?.length ?? 0) * TOKENS_PER_IMAGE * CHARS_PER_TOKEN : 0);
  const inputChars = items.reduce((sum, item) => sum + chars(item), instructions.length);
  return {
    inputTokens: Math.ceil(inputChars / CHARS_PER_TOKEN),
    outputTokens: Math.ceil(outputChars / CHARS_PER_TOKEN),
  };
}
