import type { ModelUsage } from '../core/model.ts';

type Price = { input: number; cachedInput: number; output: number };

/** USD per million tokens, as published by the vendor. Source: OpenAI, API pricing, September 2025. */
const PRICES: ReadonlyMap<string, Price> = new Map([
  ['gpt-4.1', { input: 2, cachedInput: 0.5, output: 8 }],
  ['gpt-4.1-mini', { input: 0.4, cachedInput: 0.1, output: 1.6 }],
  ['gpt-4.1-nano', { input: 0.1, cachedInput: 0.025, output: 0.4 }],
  ['gpt-4o', { input: 2.5, cachedInput: 1.25, output: 10 }],
  ['gpt-4o-mini', { input: 0.15, cachedInput: 0.075, output: 0.6 }],
  ['gpt-5', { input: 1.25, cachedInput: 0.125, output: 10 }],
  ['gpt-5-mini', { input: 0.25, cachedInput: 0.025, output: 2 }],
  ['gpt-5-nano', { input: 0.05, cachedInput: 0.005, output: 0.4 }],
  ['o3', { input: 2, cachedInput: 0.5, output: 8 }],
  ['o4-mini', { input: 1.1, cachedInput: 0.275, output: 4.4 }],
]);

/** `undefined` when the price is unknown. A dated snapshot (`gpt-5-2025-08-07`) costs what its family costs. */
export function toCostUsd(model: string, usage: ModelUsage): number | undefined {
  const price = PRICES.get(model) ?? PRICES.get(model.replace(/-\d{4}-\d{2}-\d{2}$/, ''));
  if (!price) return undefined;
  const cached = Math.min(usage.cachedInputTokens ?? 0, usage.inputTokens);
  return ((usage.inputTokens - cached) * price.input + cached * price.cachedInput + usage.outputTokens * price.output) / 1e6;
}
