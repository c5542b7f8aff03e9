import type OpenAI from 'openai';
import type { Clock } from '../core/clock.ts';
import type { Model, ModelItem, ModelRequest } from '../core/model.ts';
import { createResponsesDecoder } from './responses-decoder.ts';
import { streamProvider } from './stream-provider.ts';
import type { StreamLimits } from './watchdog.ts';

type Params = OpenAI.Responses.ResponseCreateParamsStreaming;
type InputItem = OpenAI.Responses.ResponseInputItem;

/** Others refuse encrypted reasoning and effort with status 400. */
const REASONING_MODEL = /^(?:o\d|gpt-5(?!.*chat))/;

function toInputItem(item: ModelItem, provider: string): InputItem[] {
  switch (item.type) {
    case 'message':
      return [{ role: item.role, content: item.content }];
    case 'tool_call':
      return [{ type: 'function_call', call_id: item.callId, name: item.name, arguments: item.arguments }];
    case 'tool_result':
      return [{ type: 'function_call_output', call_id: item.callId, output: item.output }];
    case 'reasoning':
      // Our own items come back exactly as this API made them.
      return item.provider === provider ? [item.data as unknown as InputItem] : [];
  }
}

function toToolChoice(choice: NonNullable<ModelRequest['toolChoice']>): NonNullable<Params['tool_choice']> {
  return typeof choice === 'string' ? choice : { type: 'function', name: choice.name };
}

function toReasoning(request: ModelRequest, summary: boolean): Partial<Params> {
  const effort = request.reasoningEffort === undefined ? {} : { effort: request.reasoningEffort };
  return {
    include: ['reasoning.encrypted_content'],
    reasoning: { ...effort, ...(summary ? { summary: 'auto' as const } : {}) },
  };
}

function toParams(request: ModelRequest, model: string, provider: string, reasoningSummary: boolean): Params {
  return {
    model,
    stream: true,
    store: false,
    instructions: request.instructions,
    input: request.items.flatMap((item) => toInputItem(item, provider)),
    ...(request.tools.length > 0 ? { tools: request.tools.map((tool) => ({ type: 'function' as const, ...tool })) } : {}),
    ...(request.toolChoice === undefined ? {} : { tool_choice: toToolChoice(request.toolChoice) }),
    ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
    ...(request.maxOutputTokens === undefined ? {} : { max_output_tokens: request.maxOutputTokens }),
    ...(REASONING_MODEL.test(model) ? toReasoning(request, reasoningSummary) : {}),
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
          open: (inner) => client.responses.create(params, { signal: inner }).asResponse(),
        },
        signal,
      );
    },
  };
}
