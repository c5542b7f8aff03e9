import type { AgentId } from '../../lib/contract/primitives.ts';
import type { Clock } from '../core/clock.ts';
import type { BreakerRegistry } from './breaker-registry.ts';
import { toCapabilities } from './capabilities.ts';
import type { ChainLink } from './chain.ts';
import type { ChatAbilities } from './chat-messages.ts';
import type { FoundServer } from './local-servers.ts';
import { createOpenAiChat } from './openai-chat.ts';
import { type ClientOptions, createOpenAiClient } from './openai-client.ts';
import { createOpenAiResponses } from './openai-responses.ts';
import type { StreamLimits } from './watchdog.ts';

/** An OpenAI-compatible server (Chat Completions). What is left out is guessed from the name of the model. */
export type FallbackProvider = {
  name: string;
  base_url: string;
  api_key?: string | undefined;
  model: string;
  /** Other models for some agents. */
  models?: Partial<Record<AgentId, string | undefined>> | undefined;
  tools?: boolean | undefined;
  images?: boolean | undefined;
  context_tokens?: number | undefined;
};

export type OpenAiOptions = ClientOptions & { reasoningSummary?: boolean };

/** The place of one provider in the chain of an agent. */
export type ToLink = (agent: AgentId) => ChainLink;

type Deps = { limits: StreamLimits; clock: Clock; breakers: BreakerRegistry };

/** A local server may have to load the model from disk first. */
const LOADING_TIMEOUT_MS = 120_000;

/** One model object per model name, shared by the agents that use it. */
function once(create: (modelName: string) => ChainLink): (modelName: string) => ChainLink {
  const links = new Map<string, ChainLink>();
  return (modelName) => {
    const link = links.get(modelName) ?? create(modelName);
    links.set(modelName, link);
    return link;
  };
}

const withContext = (contextTokens: number | undefined) => (contextTokens === undefined ? {} : { contextTokens });

export function createOpenAiLinks(
  openai: OpenAiOptions,
  modelOf: (agent: AgentId) => string,
  { limits, clock, breakers }: Deps,
): ToLink {
  const client = createOpenAiClient(openai);
  const reasoningSummary = openai.reasoningSummary ?? false;
  const toLink = once((modelName) => ({
    model: createOpenAiResponses({ client, provider: 'openai', model: modelName, limits, clock, reasoningSummary }),
    modelName,
    canContinue: true,
    breakers,
    ...withContext(toCapabilities(modelName).contextTokens),
  }));
  return (agent) => toLink(modelOf(agent));
}

function toAbilities({ tools, images }: FallbackProvider): Partial<ChatAbilities> {
  return { ...(tools === undefined ? {} : { tools }), ...(images === undefined ? {} : { images }) };
}

export function createFallbackLinks(provider: FallbackProvider, { limits, clock, breakers }: Deps): ToLink {
  const { name, base_url: baseUrl, api_key: apiKey } = provider;
  const client = createOpenAiClient({ baseUrl, ...(apiKey === undefined ? {} : { apiKey }) });
  const abilities = toAbilities(provider);
  const toLink = once((modelName) => ({
    model: createOpenAiChat({ client, provider: name, model: modelName, limits, clock, abilities }),
    modelName,
    canContinue: true,
    breakers,
    ...withContext(provider.context_tokens ?? toCapabilities(modelName).contextTokens),
  }));
  return (agent) => toLink(provider.models?.[agent] ?? provider.model);
}

/** A server that was found on this machine: the same model for all agents. */
export function createLocalLink({ name, baseUrl, model }: FoundServer, { limits, clock, breakers }: Deps): ChainLink {
  const patient = { ...limits, firstTokenTimeoutMs: Math.max(limits.firstTokenTimeoutMs, LOADING_TIMEOUT_MS) };
  const client = createOpenAiClient({ baseUrl });
  return {
    model: createOpenAiChat({ client, provider: name, model, limits: patient, clock }),
    modelName: model,
    canContinue: true,
    breakers,
  };
}
