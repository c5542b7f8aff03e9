import type { AgentId } from '../../lib/contract/primitives.ts';
import type { Clock } from '../core/clock.ts';
import type { Model } from '../core/model.ts';
import { createAnyEndpoint, createEndpointMemory, type Endpoint } from './any-endpoint.ts';
import type { BreakerRegistry } from './breaker-registry.ts';
import { toCapabilities } from './capabilities.ts';
import type { ChainLink } from './chain.ts';
import type { ChatAbilities } from './chat-messages.ts';
import { type ContextMemory, createContextMemory } from './context-memory.ts';
import { createFittedModel } from './fitted-model.ts';
import type { FoundServer } from './local-servers.ts';
import { createOpenAiChat } from './openai-chat.ts';
import { type ClientOptions, createOpenAiClient } from './openai-client.ts';
import { createOpenAiResponses } from './openai-responses.ts';
import { toBaseUrl, withVersion } from './to-base-url.ts';
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

const contextOf = (model: string) => toCapabilities(model).contextTokens;

function toChainLink(model: Model, modelName: string, contexts: ContextMemory, breakers: BreakerRegistry): ChainLink {
  return { model: createFittedModel(model, modelName, contexts), modelName, canContinue: true, breakers };
}

export function createOpenAiLinks(
  openai: OpenAiOptions,
  modelOf: (agent: AgentId) => string,
  { limits, clock, breakers }: Deps,
): ToLink {
  const provider = 'openai';
  const clients = toAddresses(openai.baseUrl).map((baseUrl) => createOpenAiClient({ ...openai, ...baseUrl }));
  const reasoningSummary = openai.reasoningSummary ?? false;
  const memory = createEndpointMemory(clock);
  const contexts = createContextMemory(contextOf, clock);
  const toLink = once((model) => {
    const options = { provider, model, limits, clock };
    const endpoints = clients.flatMap((client): Endpoint[] => [
      { api: 'responses', model: createOpenAiResponses({ ...options, client, reasoningSummary }) },
      // The vendor has the Responses API; servers that only speak like it mostly have Chat Completions alone.
      ...(openai.baseUrl === undefined ? [] : [{ api: 'chat' as const, model: createOpenAiChat({ ...options, client }) }]),
    ]);
    return toChainLink(createAnyEndpoint(provider, endpoints, memory), model, contexts, breakers);
  });
  return (agent) => toLink(modelOf(agent));
}

/** The address that was given, and where it has no version, the one with the usual one. */
function toAddresses(baseUrl: string | undefined): { baseUrl?: string }[] {
  if (baseUrl === undefined) return [{}];
  const other = withVersion(toBaseUrl(baseUrl));
  return [{ baseUrl }, ...(other === null ? [] : [{ baseUrl: other }])];
}

function toAbilities({ tools, images }: FallbackProvider): Partial<ChatAbilities> {
  return { ...(tools === undefined ? {} : { tools }), ...(images === undefined ? {} : { images }) };
}

export function createFallbackLinks(provider: FallbackProvider, { limits, clock, breakers }: Deps): ToLink {
  const { name, base_url: baseUrl, api_key: apiKey } = provider;
  const key = apiKey === undefined ? {} : { apiKey };
  const clients = toAddresses(baseUrl).map((address) => createOpenAiClient({ ...key, ...address }));
  const abilities = toAbilities(provider);
  const memory = createEndpointMemory(clock);
  const contexts = createContextMemory((model) => provider.context_tokens ?? contextOf(model), clock);
  const toLink = once((model) => {
    const options = { provider: name, model, limits, clock, abilities };
    const endpoints = clients.map((client): Endpoint => ({ api: 'chat', model: createOpenAiChat({ ...options, client }) }));
    return toChainLink(createAnyEndpoint(name, endpoints, memory), model, contexts, breakers);
  });
  return (agent) => toLink(provider.models?.[agent] ?? provider.model);
}

/** A server that was found on this machine: the same model for all agents. */
export function createLocalLink(
  { name, baseUrl, model, contextTokens }: FoundServer,
  { limits, clock, breakers }: Deps,
): ChainLink {
  const patient = { ...limits, firstTokenTimeoutMs: Math.max(limits.firstTokenTimeoutMs, LOADING_TIMEOUT_MS) };
  const client = createOpenAiClient({ baseUrl });
  const contexts = createContextMemory((asked) => (asked === model ? contextTokens : undefined), clock);
  return toChainLink(createOpenAiChat({ client, provider: name, model, limits: patient, clock }), model, contexts, breakers);
}
