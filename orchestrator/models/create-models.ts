import type { ServiceState } from '../../lib/contract/health.ts';
import { AGENT_IDS, type AgentId } from '../../lib/contract/primitives.ts';
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type { Metrics } from '../core/metrics.ts';
import type { Model } from '../core/model.ts';
import type { BreakerOptions } from './breaker.ts';
import { type BreakerRegistry, createBreakerRegistry } from './breaker-registry.ts';
import { type ChainLink, createChain } from './chain.ts';
import { createOfflineModel } from './offline.ts';
import { createOpenAiChat } from './openai-chat.ts';
import { type ClientOptions, createOpenAiClient } from './openai-client.ts';
import { createOpenAiResponses } from './openai-responses.ts';

/** An OpenAI-compatible server (Chat Completions). */
export type FallbackProvider = { name: string; base_url: string; api_key?: string | undefined; model: string };

export type ModelsOptions = {
  /** Absent: not configured. The key may be left out for a local server with its own base URL. */
  openai?: ClientOptions & { reasoningSummary?: boolean };
  fallbackProviders: readonly FallbackProvider[];
  supervisorModel: string;
  /** Overrides per agent; the supervisor's own name is `supervisorModel`. */
  agentModels: Readonly<Record<AgentId, string>>;
  firstTokenTimeoutMs: number;
  idleTimeoutMs: number;
  breaker: BreakerOptions;
  /** Pause between two pieces of an offline answer; default 8. */
  offlinePieceDelayMs?: number;
  clock: Clock;
  log: Logger;
  metrics: Metrics;
};

export type Models = {
  modelFor(agent: AgentId): Model;
  /** The name that the agent's first provider is asked for. */
  modelName(agent: AgentId): string;
  health(): { supervisor: ServiceState; fallback_provider: ServiceState; details: Record<string, string> };
};

function createFallbackLinks(options: ModelsOptions, breakers: BreakerRegistry): ChainLink[] {
  const { clock } = options;
  return options.fallbackProviders.map((provider) => {
    const client = createOpenAiClient({
      baseUrl: provider.base_url,
      ...(provider.api_key === undefined ? {} : { apiKey: provider.api_key }),
    });
    const model = createOpenAiChat({ client, provider: provider.name, model: provider.model, limits: options, clock });
    return { model, modelName: provider.model, canContinue: true, breakers };
  });
}

function createOpenAiLink(options: ModelsOptions, breakers: BreakerRegistry): ((modelName: string) => ChainLink) | undefined {
  const { openai, clock } = options;
  if (!openai) return undefined;
  const client = createOpenAiClient(openai);
  const reasoningSummary = openai.reasoningSummary ?? false;
  return (modelName) => ({
    model: createOpenAiResponses({ client, provider: 'openai', model: modelName, limits: options, clock, reasoningSummary }),
    modelName,
    canContinue: true,
    breakers,
  });
}

type LinkHealth = { state: ServiceState; detail: string };

function toHealth(link: ChainLink, providersConfigured: boolean): LinkHealth {
  if (!link.breakers) {
    return { state: 'degraded', detail: providersConfigured ? 'offline model' : 'offline model, no provider configured' };
  }
  const name = `${link.model.provider} (${link.modelName})`;
  const state = link.breakers.get(link.model.provider, link.modelName).state();
  if (state === 'closed') return { state: 'healthy', detail: name };
  return { state: 'degraded', detail: `${name} is failing, the next provider answers` };
}

/** Builds the chain of every agent: OpenAI, then the compatible servers in their order, then the offline model. */
export function createModels(options: ModelsOptions): Models {
  const breakers = createBreakerRegistry(options.breaker, options.clock, options.metrics);
  const openAiLink = createOpenAiLink(options, breakers);
  const fallbackLinks = createFallbackLinks(options, breakers);
  const providersConfigured = openAiLink !== undefined || fallbackLinks.length > 0;
  const offlineLink: ChainLink = {
    model: createOfflineModel({
      reason: providersConfigured ? 'unavailable' : 'unconfigured',
      clock: options.clock,
      ...(options.offlinePieceDelayMs === undefined ? {} : { pieceDelayMs: options.offlinePieceDelayMs }),
    }),
    modelName: 'offline',
    canContinue: false,
  };

  function linksOf(agent: AgentId): [ChainLink, ...ChainLink[]] {
    const name = agent === 'supervisor' ? options.supervisorModel : options.agentModels[agent];
    const links = [...(openAiLink ? [openAiLink(name)] : []), ...fallbackLinks, offlineLink];
    return [links[0] ?? offlineLink, ...links.slice(1)];
  }

  const links = new Map(AGENT_IDS.map((agent) => [agent, linksOf(agent)]));
  const chains = new Map([...links].map(([agent, chain]) => [agent, createChain(chain, options)]));
  const chainOf = <T>(map: Map<AgentId, T>, agent: AgentId) => map.get(agent) as T;

  return {
    modelFor: (agent) => chainOf(chains, agent),
    modelName: (agent) => chainOf(links, agent)[0].modelName,
    health() {
      const [first, ...rest] = chainOf(links, 'supervisor').map((link) => toHealth(link, providersConfigured));
      const supervisor = first as LinkHealth;
      const fallback = rest.find((link) => link.state === 'healthy') ?? rest[0] ?? supervisor;
      return {
        supervisor: supervisor.state,
        fallback_provider: fallback.state,
        details: { supervisor: supervisor.detail, fallback_provider: fallback.detail },
      };
    },
  };
}
