import type OpenAI from 'openai';
import type { Clock } from '../core/clock.ts';
import type { Model, ModelItem, ModelRequest } from '../core/model.ts';
import { type ModelCapabilities, toCapabilities, toEffort, toOutputLimit } from './capabilities.ts';
import { imagesOf, textOf, toDataUrl } from './images.ts';
import { openResponse } from './open-response.ts';
import { createResponsesDecoder } from './responses-decoder.ts';
import { streamProvider } from './stream-provider.ts';
import { toDialogue } from './to-dialogue.ts';
import type { StreamLimits } from './watchdog.ts';

type Params = OpenAI.Responses.ResponseCreateParamsStreaming;
type InputItem = OpenAI.Responses.ResponseInputItem;

type Message = Extract<ModelItem, { type: 'message' }>;

function toMessage(message: Message, canSee: boolean): InputItem {
  const text = textOf(message, canSee);
  const images = imagesOf(message, canSee);
  if (images.length === 0) return { role: message.role, content: text };
  const pictures = images.map((image) => ({
    type: 'input_image' as const,
    image_url: toDataUrl(image),
    detail: 'auto' as const,
  }));
  return { role: 'user', content: [{ type: 'input_text', text }, ...pictures] };
}

function toInputItem(item: ModelItem, provider: string, { images, reasoningEfforts }: ModelCapabilities): InputItem[] {
  switch (item.type) {
    case 'message':
      return [toMessage(item, images)];
    case 'tool_call':
      return [{ type: 'function_call', call_id: item.callId, name: item.name, arguments: item.arguments }];
    case 'tool_result':
      return [{ type: 'function_call_output', call_id: item.callId, output: item.output }];
    case 'reasoning':
      // Our own items come back exactly as this API made them.
      return item.provider === provider && reasoningEfforts.length > 0 ? [item.data as unknown as InputItem] : [];
  }
}

function toToolChoice(choice: NonNullable<ModelRequest['toolChoice']>): NonNullable<Params['tool_choice']> {
  return typeof choice === 'string' ? choice : { type: 'function', name: choice.name };
}

/** Other models refuse encrypted reasoning and effort with status 400, these a temperature. */
function toReasoning(request: ModelRequest, capabilities: ModelCapabilities, summary: boolean): Partial<Params> {
  if (capabilities.reasoningEfforts.length === 0) {
    return request.temperature === undefined ? {} : { temperature: request.temperature };
  }
  const effort = request.reasoningEffort === undefined ? undefined : toEffort(request.reasoningEffort, capabilities);
  return {
    include: ['reasoning.encrypted_content'],
    reasoning: { ...(effort === undefined ? {} : { effort }), ...(summary ? { summary: 'auto' as const } : {}) },
  };
}

function toTools({ tools }: ModelRequest, { jsonSchema }: ModelCapabilities): Partial<Params> {
  if (tools.length === 0) return {};
  return { tools: tools.map((tool) => ({ type: 'function', ...tool, strict: tool.strict && jsonSchema })) };
}

function toParams(request: ModelRequest, model: string, provider: string, reasoningSummary: boolean): Params {
  const capabilities = toCapabilities(model);
  const limit = toOutputLimit(request.maxOutputTokens, capabilities);
  const { instructions, items } = toDialogue(request);
  return {
    model,
    stream: true,
    store: false,
    instructions,
    input: items.flatMap((item) => toInputItem(item, provider, capabilities)),
    ...toTools(request, capabilities),
    ...(request.toolChoice === undefined ? {} : { tool_choice: toToolChoice(request.toolChoice) }),
    ...(limit === undefined ? {} : { max_output_tokens: limit }),
    ...toReasoning(request, capabilities, reasoningSummary),
  };
}

/** A model of the Responses API. Nothing is stored at the vendor: reasoning travels encrypted with the transcript. */
export function createOpenAiResponses(options: {
  client: OpenAI;
  provider: string;
  model: string;
  limits: StreamLimits;
  clock: Clock;
  /** Ask for summaries of reasoning; needs an account that is verified for them. */
  reasoningSummary: boolean;
}): Model {
  const { client, provider, limits, clock } = options;
  return {
    provider,
    stream(request, signal) {
      const model = request.model ?? options.model;
      const params = toParams(request, model, provider, options.reasoningSummary);
      return streamProvider(
        {
          provider,
          limits,
          clock,
          decoder: createResponsesDecoder(provider, model, request),
          open: (inner) =>
            openResponse({ client, provider, clock, endpoint: '/responses' }, () =>
              client.responses.create(params, { signal: inner }).asResponse(),
            ),
        },
        signal,
      );
    },
  };
}
