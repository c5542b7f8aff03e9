import { describe, expect, it } from 'vitest';
import { toCapabilities } from './capabilities.ts';
import { toCostUsd } from './prices.ts';

describe('toCapabilities', () => {
  it('knows the models of the vendor and their dated snapshots', () => {
    expect(toCapabilities('gpt-4.1')).toMatchObject({
      images: true,
      jsonSchema: true,
      reasoningEfforts: [],
      maxOutputTokens: 32_768,
    });
    expect(toCapabilities('gpt-5-2025-08-07')).toEqual(toCapabilities('gpt-5'));
    expect(toCapabilities('gpt-5').reasoningEfforts).toEqual(['minimal', 'low', 'medium', 'high']);
    expect(toCapabilities('gpt-5-chat-latest').reasoningEfforts).toEqual([]);
    expect(toCapabilities('o3-mini').images).toBe(false);
    expect(toCapabilities('gpt-4.1').hostedTools).toContain('web_search');
  });

  it('takes a newer model of the vendor for a reasoning model, and promises no limits', () => {
    const unknown = toCapabilities('gpt-6-turbo');
    expect(unknown.reasoningEfforts).not.toEqual([]);
    expect(unknown.contextTokens).toBeUndefined();
  });

  it.each([
    'llava:13b',
    'qwen2.5vl:7b',
    'gemma3:4b',
    'llama3.2-vision',
    'Qwen/Qwen2.5-VL-7B-Instruct',
    'pixtral-12b',
    'llama4:scout',
  ])('%s sees', (model) => expect(toCapabilities(model).images).toBe(true));

  it.each(['llama3.2', 'qwen3:8b', 'mistral-nemo', 'gpt-oss:20b', 'constructor', 'gemma3n:e4b'])('%s does not', (model) =>
    expect(toCapabilities(model).images).toBe(false),
  );

  it('has a price for every model with known limits', () => {
    const names = ['gpt-4.1', 'gpt-4o-mini', 'gpt-5-nano', 'gpt-5.1', 'gpt-5.2', 'gpt-5-pro', 'o1', 'o3', 'o3-pro', 'o4-mini'];
    for (const name of names) {
      expect(toCapabilities(name).contextTokens, name).toBeGreaterThan(0);
      expect(toCostUsd(name, { inputTokens: 1, outputTokens: 1 }), name).toBeGreaterThan(0);
    }
  });
});
