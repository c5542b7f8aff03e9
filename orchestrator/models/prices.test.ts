import { describe, expect, it } from 'vitest';
import { toCostUsd } from './prices.ts';

describe('toCostUsd', () => {
  it('charges input, cached input and output', () => {
    const usage = { inputTokens: 1_000_000, cachedInputTokens: 400_000, outputTokens: 500_000 };
    expect(toCostUsd('gpt-4.1', usage)).toBeCloseTo(0.6 * 2 + 0.4 * 0.5 + 0.5 * 8, 9);
  });

  it('knows dated snapshots by their family, and nothing else', () => {
    const usage = { inputTokens: 1_000_000, outputTokens: 0 };
    expect(toCostUsd('gpt-5-mini-2025-08-07', usage)).toBe(0.25);
    expect(toCostUsd('llama3.2', usage)).toBeUndefined();
    expect(toCostUsd('constructor', usage)).toBeUndefined();
  });
});
