import type { ModelRequest } from '../core/model.ts';
import { findByModel } from './model-family.ts';

type Effort = NonNullable<ModelRequest['reasoningEffort']>;

export type ModelCapabilities = {
  /** Calls functions. Assumed where nothing is known: a server that refuses them is asked again without. */
  tools: boolean;
  /** Sees pictures. */
  images: boolean;
  /** Keeps to a JSON Schema where it is asked to (`strict`). */
  jsonSchema: boolean;
  /** Efforts that can be asked of a reasoning model, from least to most; empty: it is none. Such models refuse a temperature. */
  reasoningEfforts: readonly Effort[];
  /** Tools that the vendor runs itself. */
  hostedTools: readonly string[];
  /** Absent: unknown. */
  contextTokens?: number;
  maxOutputTokens?: number;
};

const EFFORTS: readonly Effort[] = ['low', 'medium', 'high'];
const ALL_EFFORTS: readonly Effort[] = ['minimal', ...EFFORTS];
const HOSTED = ['web_search', 'file_search', 'code_interpreter', 'image_generation', 'mcp'];
const KILO = 1_000;

type Row = [contextK: number, outputTokens: number, efforts: readonly Effort[], images: boolean, hosted: readonly string[]];

/** Source: OpenAI, model pages, 2025. */
const ROWS: Readonly<Record<string, Row>> = {
  'gpt-4.1': [1_047.576, 32_768, [], true, HOSTED],
  'gpt-4.1-mini': [1_047.576, 32_768, [], true, HOSTED],
  'gpt-4.1-nano': [1_047.576, 32_768, [], true, ['file_search', 'code_interpreter', 'image_generation', 'mcp']],
  'gpt-4o': [128, 16_384, [], true, HOSTED],
  'gpt-4o-mini': [128, 16_384, [], true, HOSTED],
  'gpt-5': [400, 128_000, ALL_EFFORTS, true, HOSTED],
  'gpt-5-mini': [400, 128_000, ALL_EFFORTS, true, HOSTED],
  'gpt-5-nano': [400, 128_000, ALL_EFFORTS, true, HOSTED],
  'gpt-5-pro': [400, 272_000, ['high'], true, ['web_search', 'file_search', 'image_generation', 'mcp']],
  'gpt-5-codex': [400, 128_000, EFFORTS, true, ['web_search']],
  'gpt-5-chat-latest': [128, 16_384, [], true, []],
  'gpt-5.1': [400, 128_000, EFFORTS, true, HOSTED],
  'gpt-5.1-chat-latest': [128, 16_384, ['medium'], true, []],
  'gpt-5.1-codex': [400, 128_000, EFFORTS, true, ['web_search']],
  'gpt-5.2': [400, 128_000, EFFORTS, true, HOSTED],
  o1: [200, 100_000, EFFORTS, true, ['file_search', 'mcp']],
  o3: [200, 100_000, EFFORTS, true, HOSTED],
  'o3-mini': [200, 100_000, EFFORTS, false, ['file_search', 'mcp']],
  'o3-pro': [200, 100_000, EFFORTS, true, ['web_search', 'file_search', 'image_generation', 'mcp']],
  'o4-mini': [200, 100_000, EFFORTS, true, ['web_search', 'file_search', 'code_interpreter', 'mcp']],
};

const OPENAI: ReadonlyMap<string, ModelCapabilities> = new Map(
  Object.entries(ROWS).map(([name, [contextK, maxOutputTokens, reasoningEfforts, images, hostedTools]]) => [
    name,
    { tools: true, images, jsonSchema: true, reasoningEfforts, hostedTools, contextTokens: contextK * KILO, maxOutputTokens },
  ]),
);

/** Newer models of the vendor than this table, by the name of their line. */
const REASONING_LINE = /^(?:o\d|gpt-[5-9](?!.*chat))/;

/** Names of open models that see; servers tell it in no common way. */
const SEEING =
  /llava|vision|[-_.:]vl\b|\bvl[-_\d]|qwen[\d.]*-?vl|gemma-?3(?!n)|gemma3(?!n)|minicpm-v|pixtral|moondream|llama-?4|mistral-small3\.[1-9]|internvl|molmo|phi-?[34](?:\.5)?-(?:vision|multimodal)|granite.*vision|idefics|glm-4\.[15]v/i;

/** What is certain about a model of any server, by its name alone. */
export function toCapabilities(model: string): ModelCapabilities {
  const known = findByModel(OPENAI, model);
  if (known) return known;
  const isReasoning = REASONING_LINE.test(model);
  const isVendors = /^(?:gpt-\d|o\d)/.test(model);
  return {
    tools: true,
    images: isVendors || SEEING.test(model),
    jsonSchema: isVendors,
    reasoningEfforts: isReasoning || /gpt-oss/i.test(model) ? EFFORTS : [],
    hostedTools: [],
  };
}

/** The effort that comes next to the one asked for. */
export function toEffort(asked: Effort, { reasoningEfforts }: ModelCapabilities): Effort | undefined {
  if (reasoningEfforts.length === 0 || reasoningEfforts.includes(asked)) return reasoningEfforts.length === 0 ? undefined : asked;
  const distance = (effort: Effort) => Math.abs(ALL_EFFORTS.indexOf(effort) - ALL_EFFORTS.indexOf(asked));
  return reasoningEfforts.toSorted((a, b) => distance(a) - distance(b))[0];
}

/** Reasoning counts as output but is none to the reader. */
const REASONING_RESERVE = 8_000;

/** A limit on the answer as the API counts it, as far as the model can give it. */
export function toOutputLimit(asked: number | undefined, capabilities: ModelCapabilities): number | undefined {
  if (asked === undefined) return undefined;
  const { reasoningEfforts, maxOutputTokens = Number.POSITIVE_INFINITY } = capabilities;
  return Math.min(asked + (reasoningEfforts.length > 0 ? REASONING_RESERVE : 0), maxOutputTokens);
}
