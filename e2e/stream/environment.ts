import { type CountingProxy, startCountingProxy } from '../standins/counting-proxy.ts';
import { type OpenAiStandin, startOpenAi } from '../standins/openai.ts';

export type Provider = {
  openAi: OpenAiStandin;
  /** Stands between product and provider and counts the sockets. */
  proxy: CountingProxy;
  env: Record<string, string>;
  stop: () => Promise<void>;
};

/** A provider that the product waits for as long as a busy machine may keep it from answering. */
export async function startProvider(): Promise<Provider> {
  const openAi = await startOpenAi();
  const proxy = await startCountingProxy(openAi.port);
  return {
    openAi,
    proxy,
    env: {
      OPENAI_API_KEY: 'sk-stand-in',
      OPENAI_BASE_URL: `http://127.0.0.1:${proxy.port}/v1`,
      MODEL_FIRST_TOKEN_TIMEOUT_MS: '15000',
      MODEL_IDLE_TIMEOUT_MS: '15000',
    },
    stop: async () => {
      await proxy.stop();
      await openAi.stop();
    },
  };
}
