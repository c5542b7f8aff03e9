import { z } from 'zod';
import { AGENT_IDS, type AgentId } from '../../lib/contract/primitives.ts';
import { integer, MINUTE_MS, optional, text, url, type Values, variable } from './fields.ts';

const fallbackProvider = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, 'must be a short name'),
  base_url: url('http', 'https'),
  api_key: z.string().min(1).optional(),
  model: z.string().min(1),
  models: z.partialRecord(z.enum(AGENT_IDS), z.string().min(1)).optional(),
  tools: z.boolean().optional(),
  images: z.boolean().optional(),
  context_tokens: z.int().positive().optional(),
});

const fallbackProviders = text
  .transform((json, context) => {
    try {
      return JSON.parse(json) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'must be a JSON list' });
      return z.NEVER;
    }
  })
  .pipe(z.array(fallbackProvider));

export const modelVariables = {
  OPENAI_API_KEY: optional('OpenAI key', text),
  OPENAI_BASE_URL: optional(
    'Address of another server that speaks the OpenAI API, up to and with /v1; one with Chat Completions alone is found out',
    url('http', 'https'),
  ),
  FALLBACK_PROVIDERS: variable(
    'JSON list of {name, base_url, api_key?, model, models?: {agent: model}, tools?, images?, context_tokens?}, OpenAI-compatible, tried in order',
    fallbackProviders,
    '[]',
  ),
  LOCAL_MODEL_DISCOVERY: variable(
    'Use Ollama, LM Studio or llama.cpp at their usual ports of this machine before the offline model',
    z.enum(['on', 'off']),
    'on',
  ),
  SUPERVISOR_MODEL: variable('Model of the supervisor', text.min(1), 'gpt-4.1'),
  AGENT_MODEL: variable('Model of the specialists', text.min(1), 'gpt-5'),
  RESEARCH_MODEL: optional('Model of the research agent; unset: AGENT_MODEL', text),
  CODE_MODEL: optional('Model of the code agent; unset: AGENT_MODEL', text),
  KNOWLEDGE_MODEL: optional('Model of the knowledge agent; unset: AGENT_MODEL', text),
  TASK_MODEL: optional('Model of the task agent; unset: AGENT_MODEL', text),
  COMPUTER_USE_MODEL: optional('Model of the computer-use agent; unset: AGENT_MODEL', text),
  MODEL_FIRST_TOKEN_TIMEOUT_MS: variable(
    'A provider that says nothing for so long is given up',
    integer(100, 10 * MINUTE_MS),
    '20000',
  ),
  MODEL_IDLE_TIMEOUT_MS: variable('A provider that pauses for so long is given up', integer(100, 10 * MINUTE_MS), '30000'),
  MODEL_BREAKER_FAILURES: variable('Consecutive failures after which a provider is left alone', integer(1, 1000), '5'),
  MODEL_BREAKER_OPEN_MS: variable(
    'For how long it is left alone, unless it says so itself',
    integer(100, 10 * MINUTE_MS),
    '30000',
  ),
  OFFLINE_PIECE_DELAY_MS: variable('Pause between two pieces of an answer of the offline model', integer(0, 1000), '8'),
};
export type ModelEnvironment = Values<typeof modelVariables>;

function agentModels(env: ModelEnvironment): Record<AgentId, string> {
  const own: Record<AgentId, string | undefined> = {
    supervisor: env.SUPERVISOR_MODEL,
    research: env.RESEARCH_MODEL,
    code: env.CODE_MODEL,
    knowledge: env.KNOWLEDGE_MODEL,
    task: env.TASK_MODEL,
    computer_use: env.COMPUTER_USE_MODEL,
  };
  return Object.fromEntries(AGENT_IDS.map((id) => [id, own[id] ?? env.AGENT_MODEL])) as Record<AgentId, string>;
}

/** A local server behind its own URL may need no key. */
export function openAi({ OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl }: ModelEnvironment) {
  if (apiKey === undefined && baseUrl === undefined) return {};
  return { openai: { ...(apiKey === undefined ? {} : { apiKey }), ...(baseUrl === undefined ? {} : { baseUrl }) } };
}

/** A run goes to the first of them that answers; one at a port of our own would be ourselves. */
export function toModels(env: ModelEnvironment, ownPorts: number[]) {
  return {
    ...openAi(env),
    fallbackProviders: env.FALLBACK_PROVIDERS,
    supervisorModel: env.SUPERVISOR_MODEL,
    agentModels: agentModels(env),
    firstTokenTimeoutMs: env.MODEL_FIRST_TOKEN_TIMEOUT_MS,
    idleTimeoutMs: env.MODEL_IDLE_TIMEOUT_MS,
    breaker: { failureThreshold: env.MODEL_BREAKER_FAILURES, openMs: env.MODEL_BREAKER_OPEN_MS },
    offlinePieceDelayMs: env.OFFLINE_PIECE_DELAY_MS,
    ...(env.LOCAL_MODEL_DISCOVERY === 'on' ? { discovery: { ownPorts } } : {}),
  };
}
