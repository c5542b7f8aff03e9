import type { ModelUsage } from '../core/model.ts';
import { findByModel } from './model-family.ts';

type Price = readonly [input: number, cachedInput: number, output: number];

/** USD per million tokens, standard tier, as published by the vendor. Source: OpenAI, API pricing, 2025. */
const PRICES: ReadonlyMap<string, Price> = new Map([
  ['gpt-4.1', [2, 0.5, 8]],
  ['gpt-4.1-mini', [0.4, 0.1, 1.6]],
  ['gpt-4.1-nano', [0.1, 0.025, 0.4]],
  ['gpt-4o', [2.5, 1.25, 10]],
  ['gpt-4o-2024-05-13', [5, 5, 15]],
  ['gpt-4o-mini', [0.15, 0.075, 0.6]],
  ['gpt-5', [1.25, 0.125, 10]],
  ['gpt-5-mini', [0.25, 0.025, 2]],
  ['gpt-5-nano', [0.05, 0.005, 0.4]],
  ['gpt-5-pro', [15, 15, 120]],
  ['gpt-5-codex', [1.25, 0.125, 10]],
  ['gpt-5-chat-latest', [1.25, 0.125, 10]],
  ['gpt-5.1', [1.25, 0.125, 10]],
  ['gpt-5.1-chat-latest', [1.25, 0.125, 10]],
  ['gpt-5.1-codex', [1.25, 0.125, 10]],
  ['gpt-5.2', [1.75, 0.175, 14]],
  ['o1', [15, 7.5, 60]],
  ['o3', [2, 0.5, 8]],
  ['o3-mini', [1.1, 0.55, 4.4]],
  ['o3-pro', [20, 20, 80]],
  ['o4-mini', [1.1, 0.275, 4.4]],
]);

/** `undefined` when the price is unknown. Reasoning is part of the output. */
export function toCostUsd(model: string, usage: ModelUsage): number | undefined {
  const price = findByModel(PRICES, model);
  if (!price) return undefined;
  const [input, cachedInput, output] = price;
  const cached = Math.min(usage.cachedInputTokens ?? 0, usage.inputTokens);
  return ((usage.inputTokens - cached) * input + cached * cachedInput + usage.outputTokens * output) / 1e6;
}
