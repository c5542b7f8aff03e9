import type OpenAI from 'openai';
import type { Clock } from '../core/clock.ts';
import { type Model, ModelError, type ModelRequest } from '../core/model.ts';
import { type ModelCapabilities, toCapabilities, toEffort, toOutputLimit } from './capabilities.ts';
import { createChatDecoder, type ReasoningHabit } from './chat-decoder.ts';
import { type ChatAbilities, toChatMessages } from './chat-messages.ts';
import { openResponse } from './open-response.ts';
import { streamProvider } from './stream-provider.ts';
import type { StreamLimits } from './watchdog.ts';

type Params = OpenAI.ChatCompletionCreateParamsStreaming;

function toToolChoice(choice: NonNullable<ModelRequest['toolChoice']>): NonNullable<Params['tool_choice']> {
  return typeof choice === 'string' ? choice : { type: 'function', function: { name: choice.name } };
}

function toTools(request: ModelRequest, abilities: ChatAbilities): Partial<Params> {
  if (request.tools.length === 0 || !abilities.tools) return {};
  // `strict` is left out: many compatible servers reject fields that they do not know.
  const tools = request.tools.map(({ name, description, parameters }) => ({
    type: 'function' as const,
    function: { name, description, parameters },
  }));
  return { tools, ...(request.toolChoice === undefined ? {} : { tool_choice: toToolChoice(request.toolChoice) }) };
}

/** The vendor's own reasoning models take no temperature and name their limit otherwise; open ones are asked as all others. */
function toSampling(request: ModelRequest, model: string, capabilities: ModelCapabilities): Partial<Params> {
  const limit = toOutputLimit(request.maxOutputTokens, capabilities);
  const effort = request.reasoningEffort === undefined ? undefined : toEffort(request.reasoningEffort, capabilities);
  const isVendors = capabilities.reasoningEfforts.length > 0 && /^(?:gpt-\d|o\d)/.test(model);
  return {
    ...(effort === undefined ? {} : { reasoning_effort: effort }),
    ...(limit === undefined ? {} : isVendors ? { max_completion_tokens: limit } : { max_tokens: limit }),
    ...(request.temperature === undefined || isVendors ? {} : { temperature: request.temperature }),
  };
}

function toParams(request: ModelRequest, model: string, abilities: ChatAbilities): Params {
  return {
    model,
    stream: true,
    stream_options: { include_usage: true },
    messages: toChatMessages(request, abilities),
    ...toTools(request, abilities),
    ...toSampling(request, model, toCapabilities(model)),
  };
}

/**
 * What a server refuses, by its own words: no code is given for it. Ollama: "… does not support tools"; llama.cpp: "tools
 * param requires --jinja flag"; vLLM: "… requires --enable-auto-tool-choice and --tool-call-parser"; for pictures "image
 * input is not supported", "does not support images", "missing data required for image input", "not a multimodal model"; for
 * system messages "System role not supported" (Gemma's template).
 */
const REFUSALS: readonly [keyof ChatAbilities, RegExp][] = [
  [
    'tools',
    /(?:not|n't) support (?:tool|function)|tools? param requires|enable-auto-tool-choice|tool (?:use|calling|choice) is not|tools? (?:is|are) not supported/i,
  ],
  [
    'images',
    /image input|(?:not|n't) support (?:image|vision|multimodal)|image_url|not a multimodal model|images? (?:is|are) not supported/i,
  ],
  [
    'system',
    /(?:system|developer) (?:role|message|prompt)s? (?:is |are )?not (?:supported|allowed)|(?:not|n't) support (?:the )?(?:system|developer) (?:role|message|prompt)/i,
  ],
];

function toRefused(error: unknown): keyof ChatAbilities | null {
  if (!(error instanceof ModelError) || error.status === undefined || error.status === 429) return null;
  const { cause } = error;
  return cause instanceof Error ? (REFUSALS.find(([, pattern]) => pattern.test(cause.message))?.[0] ?? null) : null;
}

/** Names come from callers, so that what is remembered needs a bound. */
const MAX_REMEMBERED = 64;

export type ChatOptions = {
  client: OpenAI;
  provider: string;
  model: string;
  limits: StreamLimits;
  clock: Clock;
  /** What is known about the configured model beyond its name. */
  abilities?: Partial<ChatAbilities>;
};

/**
 * A model of any server that speaks Chat Completions (Ollama, llama.cpp, vLLM, LM Studio, routers). What a model turns out
 * not to take (tools, pictures, a system message) is left out at once and from then on.
 */
export function createOpenAiChat(options: ChatOptions): Model {
  const { client, provider, limits, clock } = options;
  const learned = new Map<string, ChatAbilities>();
  const thinkers = new Set<string>();

  function abilitiesOf(model: string): ChatAbilities {
    const { tools, images } = toCapabilities(model);
    return learned.get(model) ?? { tools, images, system: true, ...(model === options.model ? options.abilities : {}) };
  }

  function habitOf(model: string): ReasoningHabit {
    return {
      thinksFirst: thinkers.has(model),
      learn(thinksFirst) {
        if (!thinksFirst) thinkers.delete(model);
        else if (thinkers.size < MAX_REMEMBERED) thinkers.add(model);
      },
    };
  }

  async function open(request: ModelRequest, model: string, signal: AbortSignal): Promise<Response> {
    let abilities = abilitiesOf(model);
    for (;;) {
      try {
        const params = toParams(request, model, abilities);
        return await openResponse({ client, provider, clock, endpoint: '/chat/completions' }, () =>
          client.chat.completions.create(params, { signal }).asResponse(),
        );
      } catch (error) {
        const refused = toRefused(error);
        // Each turn takes one ability away, so this ends.
        if (refused === null || !abilities[refused]) throw error;
        abilities = { ...abilities, [refused]: false };
        if (learned.has(model) || learned.size < MAX_REMEMBERED) learned.set(model, abilities);
      }
    }
  }

  return {
    provider,
    stream(request, signal) {
      const model = request.model ?? options.model;
      const decoder = createChatDecoder(provider, model, request, habitOf(model));
      return streamProvider({ provider, limits, clock, decoder, open: (inner) => open(request, model, inner) }, signal);
    },
  };
}
