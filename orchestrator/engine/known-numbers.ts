import type { ToolRegistry } from '../core/agent.ts';
import type { ModelItem } from '../core/model.ts';
import { detectLanguage } from './quantities/language.ts';
import type { Quantity } from './quantities/quantity.ts';
import { createQuantityIndex, type QuantityIndex } from './quantity-index.ts';
import { toClauses } from './support-clauses.ts';

/** What people and calculators say is short. */
const MAX_CHARS = 20_000;

/** Tells the numbers that texts have which are no sources: what the user said, what our own tools computed. */
export function createKnownNumbers(texts: readonly string[]): (quantity: Quantity) => boolean {
  let index: QuantityIndex | null = null;
  return (quantity) => {
    const text = texts.join('\n').slice(0, MAX_CHARS);
    index ??= createQuantityIndex(toClauses(text, detectLanguage(text) ?? 'en'));
    return index.find(quantity).same.size > 0;
  };
}

/** What tools gave that read nothing that strangers wrote. */
export function toComputed(items: readonly ModelItem[], tools: Pick<ToolRegistry, 'get' | 'has'>): string[] {
  const isOwn = (name: string) => tools.has(name) && !tools.get(name)?.isUntrusted;
  const own = new Set(items.flatMap((item) => (item.type === 'tool_call' && isOwn(item.name) ? [item.callId] : [])));
  return items.flatMap((item) => (item.type === 'tool_result' && own.has(item.callId) ? [item.output] : []));
}
