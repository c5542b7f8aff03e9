import { AGENT_IDS, type AgentId } from '../../lib/contract/primitives.ts';
import type { BreakerOptions } from '../core/breaker.ts';
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type { Metrics } from '../core/metrics.ts';
import type { Model } from '../core/model.ts';
import { createBreakerRegistry } from './breaker-registry.ts';
import { type ModelCapabilities, toCapabilities } from './capabilities.ts';
import { type ChainLink, createChain } from './chain.ts';
import { createDiscovery, type Discovery } from './create-discovery.ts';
import { type FoundServer, LOCAL_SERVERS, type LocalServer } from './local-servers.ts';
import { type ModelsHealth, toHealth, toProblem } from './models-health.ts';
import type { OfflineReason } from './offline/conversation.ts';
import { createOfflineModel } from './offline.ts';
import { toCostUsd } from './prices.ts';
import {
  createFallbackLinks,
  createLocalLink,
  createOpenAiLinks,
  type FallbackProvider,
  type OpenAiOptions,
} from './provider-links.ts';

export type ModelsOptions = {
  /** Absent: not configured. The key may be left out for a local server with its own base URL. */
  openai?: OpenAiOptions;
  fallbackProviders: readonly FallbackProvider[];
  supervisorModel: string;
  /** Overrides per agent; the supervisor's own name is `supervisorModel`. */
  agentModels: Readonly<Record<AgentId, string>>;
  firstTokenTimeoutMs: number;
  idleTimeoutMs: number;
  breaker: BreakerOptions;
  /** Pause between two pieces of an offline answer; default 8. */
  offlinePieceDelayMs?: number;
  /** Looks for model servers on this machine, at their usual ports, but not at our own; absent: does not look. */
  discovery?: { servers?: readonly LocalServer[]; ownPorts?: readonly number[]; timeoutMs?: number };
  clock: Clock;
  log: Logger;
  metrics: Metrics;
};

export type Models = {
  /** Resolves, soon, when it is known which model servers run on this machine; never rejects. */
  start(): Promise<void>;
  modelFor(agent: AgentId): Model;
  /** Of all agents' models the one whose first name costs least, as far as prices are known; else the supervisor's. */
  cheapestModel(): Model;
  /** The name that the agent's first provider is asked for. */
  modelName(agent: AgentId): string;
  /** The agent's first provider. */
  providerName(agent: AgentId): string;
  /** Of the agent's first provider. */
  capabilities(agent: AgentId): ModelCapabilities;
  /** What is wrong with it, in words; `null`: one of its providers works, as far as is known. */
  problem(agent: AgentId): string | null;
  health(): ModelsHealth;
  close(): void;
};

type Links = readonly [ChainLink, ...ChainLink[]];

/** While there is nothing better, a server that is started later should be found. */
const DISCOVERY_INTERVAL_MS = 60_000;

function toDiscovery({ discovery, log }: ModelsOptions, again: boolean): Discovery | undefined {
  if (!discovery) return undefined;
  const { servers = LOCAL_SERVERS, ownPorts = [], ...limits } = discovery;
  const others = servers.filter(({ port }) => !ownPorts.includes(port));
  return createDiscovery({ servers: others, log, ...limits, ...(again ? { intervalMs: DISCOVERY_INTERVAL_MS } : {}) });
}

function describeLocal(discovery: Discovery | undefined): string {
  if (!discovery) return 'not looked for';
  const found = discovery.found();
  return found.length === 0 ? 'none found on this machine' : found.map(({ name, model }) => `${name} (${model})`).join(', ');
}

/** Makes the links of found servers anew only when what was found has changed. */
function createLocalLinks(
  discovery: Discovery | undefined,
  toLink: (server: FoundServer) => ChainLink,
): () => readonly ChainLink[] {
  let seen: readonly FoundServer[] = [];
  let links: readonly ChainLink[] = [];
  return () => {
    const found = discovery?.found() ?? [];
    if (found !== seen) {
      seen = found;
      links = found.map(toLink);
    }
    return links;
  };
}

/**
 * Builds the chain of every agent: OpenAI, then the compatible servers in their order, then model servers that run on this
 * machine, then the offline model.
 */
export function createModels(options: ModelsOptions): Models {
  const { clock, openai, supervisorModel, agentModels, offlinePieceDelayMs } = options;
  const breakers = createBreakerRegistry(options.breaker, clock, options.metrics);
  const deps = { limits: options, clock, breakers };
  const modelOf = (agent: AgentId) => (agent === 'supervisor' ? supervisorModel : agentModels[agent]);
  const configured = [
    ...(openai ? [createOpenAiLinks(openai, modelOf, deps)] : []),
    ...options.fallbackProviders.map((provider) => createFallbackLinks(provider, deps)),
  ];
  const discovery = toDiscovery(options, configured.length === 0);
  const localLinks = createLocalLinks(discovery, (server) => createLocalLink(server, deps));

  function offlineLink(reason: OfflineReason): ChainLink {
    const delay = offlinePieceDelayMs === undefined ? {} : { pieceDelayMs: offlinePieceDelayMs };
    const model = createOfflineModel({ reason, clock, ...delay });
    const link = { model, modelName: 'offline', canContinue: false };
    // Behind providers that fail it does what it can; that it cannot, they are to blame for, and what they said is told.
    return reason === 'unavailable' ? { ...link, accepts: model.canAnswer } : link;
  }
  const offline = { unconfigured: offlineLink('unconfigured'), unavailable: offlineLink('unavailable') };

  function linksOf(agent: AgentId): Links {
    const [first, ...rest] = [...configured.map((toLink) => toLink(agent)), ...localLinks()];
    return first ? [first, ...rest, offline.unavailable] : [offline.unconfigured];
  }

  function cheapestAgent(): AgentId {
    const priceOf = (agent: AgentId) =>
      toCostUsd(linksOf(agent)[0].modelName, { inputTokens: 3_000, outputTokens: 200 }) ?? Number.POSITIVE_INFINITY;
    return AGENT_IDS.reduce((best, agent) => (priceOf(agent) < priceOf(best) ? agent : best), 'supervisor');
  }

  const chains = new Map(AGENT_IDS.map((agent) => [agent, createChain(() => linksOf(agent), options)]));
  return {
    start: async () => discovery?.start(),
    modelFor: (agent) => chains.get(agent) as Model,
    cheapestModel: () => chains.get(cheapestAgent()) as Model,
    modelName: (agent) => linksOf(agent)[0].modelName,
    providerName: (agent) => linksOf(agent)[0].model.provider,
    capabilities: (agent) => toCapabilities(linksOf(agent)[0].modelName),
    problem: (agent) => toProblem(linksOf(agent), clock),
    health: () => toHealth(linksOf('supervisor'), describeLocal(discovery), clock),
    close: () => discovery?.close(),
  };
}
