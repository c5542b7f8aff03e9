const NAMES: Record<string, string> = {
  openai: 'OpenAI',
  ollama: 'Ollama',
  'lm-studio': 'LM Studio',
  offline: 'Built-in assistant',
};

/** As its makers write it; a provider that the deployment has named keeps that name. */
export function toProviderName(provider: string): string {
  return Object.hasOwn(NAMES, provider) ? (NAMES[provider] as string) : provider;
}
