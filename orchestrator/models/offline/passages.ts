import { type JsonObject, jsonObject } from '../../../lib/contract/primitives.ts';
import type { Passage } from './extract.ts';
import type { ToolOutcome } from './plan.ts';

function toCite(value: unknown): string {
  const number = /\d+/.exec(String(value ?? ''))?.[0];
  return number === undefined ? '' : `[${number}]`;
}

function toPassage(value: unknown, fallback: JsonObject): Passage[] {
  const parsed = jsonObject.safeParse(value);
  if (!parsed.success) return typeof value === 'string' ? [{ text: value, cite: toCite(fallback.cite) }] : [];
  const { text, quote, content, cite, index, title, file_name: fileName } = parsed.data;
  const words = [text, quote, content].find((candidate) => typeof candidate === 'string');
  const name = [title, fileName, fallback.title].find((candidate) => typeof candidate === 'string');
  if (typeof words !== 'string') return [];
  return [{ text: words, cite: toCite(cite ?? index ?? fallback.cite), ...(typeof name === 'string' ? { title: name } : {}) }];
}

/** What a reading tool found, best first: `matching_passages`, `passages` or `results`, then `text`. */
export function toPassages({ data, output }: ToolOutcome): Passage[] {
  const lists = [data.matching_passages, data.passages, data.results, data.text].filter((list) => list !== undefined);
  const found = lists.flatMap((list) => (Array.isArray(list) ? list : [list])).flatMap((value) => toPassage(value, data));
  if (found.length > 0 || Object.keys(data).length > 0) return found;
  return output.trim() === '' ? [] : [{ text: output, cite: '' }];
}
