import { LLMock } from '@copilotkit/aimock';

export type OpenAiStandin = {
  /** For `OPENAI_BASE_URL`. */
  baseUrl: string;
  port: number;
  requestCount: () => number;
  stop: () => Promise<void>;
};

const words = (count: number): string => Array.from({ length: count }, (_, index) => `word${index + 1}`).join(' ');

export const SHORT_ANSWER = 'Streams arrive piece by piece, and this one has come from the provider.';
/** Takes 4 seconds as "long answer", 18 as "slow answer". */
export const LONG_ANSWER = words(240);
export const MARKDOWN_ANSWER = [
  '## A heading',
  'Some *text* with `code`.',
  '| left | right |\n| --- | --- |\n| a rather wide cell | another rather wide cell |',
  '```ts\nconst answer: number = 42;\n```',
  '- first\n- second',
].join('\n\n');

const FAST = { ttft: 20, tps: 400 };
const READABLE = { ttft: 50, tps: 60 };
/** For a browser on a busy machine: there is time to do something before the answer is complete. */
const SLOW = { ttft: 50, tps: 15 };

/**
 * OpenAI, played by aimock. The last user message chooses what happens; a scenario's name may stand anywhere in it. Faults
 * that aimock cannot produce (a clean early end, a stall) are those of the scripted server.
 */
export async function startOpenAi(): Promise<OpenAiStandin> {
  const mock = new LLMock({ port: 0, host: '127.0.0.1', chunkSize: 7, logLevel: 'silent' });
  mock
    .on({ userMessage: /long answer/ }, { content: LONG_ANSWER }, { streamingProfile: READABLE })
    .on({ userMessage: /slow answer/ }, { content: LONG_ANSWER }, { streamingProfile: SLOW })
    .on({ userMessage: /markdown answer/ }, { content: MARKDOWN_ANSWER }, { streamingProfile: FAST })
    .on({ userMessage: /broken off/ }, { content: LONG_ANSWER }, { streamingProfile: FAST, truncateAfterChunks: 20 })
    .on({ userMessage: /connection lost/ }, { content: LONG_ANSWER }, { streamingProfile: READABLE, disconnectAfterMs: 600 })
    .on({ userMessage: /malformed/ }, { content: SHORT_ANSWER }, { chaos: { malformedRate: 1 } })
    .on({ userMessage: /dropped/ }, { content: SHORT_ANSWER }, { chaos: { dropRate: 1 } })
    .on({ userMessage: /server error/ }, { error: { message: 'upstream says no', type: 'server_error' }, status: 500 })
    .on({ userMessage: /rate limited/ }, { error: { message: 'slow down', type: 'rate_limit_error' }, status: 429 })
    .on({ userMessage: /[\s\S]/ }, { content: SHORT_ANSWER }, { streamingProfile: FAST });
  await mock.start();
  return {
    baseUrl: `${mock.url}/v1`,
    port: mock.port,
    requestCount: () => mock.getRequests().length,
    stop: () => mock.stop(),
  };
}
