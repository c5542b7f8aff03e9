/** Names as their makers write them; what is made here is lower case. */
const NAMES: Readonly<Record<string, string>> = {
  openai: 'OpenAI',
  azure: 'Azure',
  anthropic: 'Anthropic',
  gemini: 'Gemini',
  mistral: 'Mistral',
  groq: 'Groq',
  openrouter: 'OpenRouter',
  deepseek: 'DeepSeek',
  ollama: 'Ollama',
  'lm-studio': 'LM Studio',
  lmstudio: 'LM Studio',
  vllm: 'vLLM',
  litellm: 'LiteLLM',
  offline: 'Built-in assistant',
};

/** As its makers write it; a provider that the deployment has named keeps that name. */
export function toProviderName(provider: string): string {
  const key = provider.toLowerCase();
  return Object.hasOwn(NAMES, key) ? (NAMES[key] as string) : provider;
}
