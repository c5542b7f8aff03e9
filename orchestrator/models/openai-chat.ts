import type OpenAI from 'openai';
import type { Clock } from '../core/clock.ts';
import type { Model, ModelItem, ModelRequest } from '../core/model.ts';
import { createChatDecoder } from './chat-decoder.ts';
import { streamProvider } from './stream-provider.ts';
import type { StreamLimits } from './watchdog.ts';

type Params = OpenAI.ChatCompletionCreateParamsStreaming;
type Message = OpenAI.ChatCompletionMessageParam;
type AssistantMessage = OpenAI.ChatCompletionAssistantMessageParam;

/** Calls of one turn belong to one assistant message, together with the text before them. */
function addItem(messages: Message[], item: ModelItem): void {
  if (item.type === 'message') messages.push({ role: item.role, content: item.content });
  if (item.type === 'tool_result') messages.push({ role: 'tool', tool_call_id: item.callId, content: item.output });
  if (item.type !== 'tool_call') return;
  const last = messages.at(-1);
  const assistant: AssistantMessage = last?.role === 'assistant' ? last : { role: 'assistant', content: null };
  if (assistant !== last) messages.push(assistant);
  const call = { id: item.callId, type: 'function' as const, function: { name: item.name, arguments: item.arguments } };
  assistant.tool_calls = [...(assistant.tool_calls ?? []), call];
}

function toMessages(request: ModelRequest): Message[] {
  const messages: Message[] = [];
  if (request.instructions !== '') messages.push({ role: 'system', content: request.instructions });
  for (const item of request.items) addItem(messages, item);
  return messages;
}

function toToolChoice(choice: NonNullable<ModelRequest['toolChoice']>): NonNullable<Params['tool_choice']> {
  return typeof choice === 'string' ? choice : { type: 'function', function: { name: choice.name } };
}

function toTools(request: ModelRequest): Partial<Params> {
  if (request.tools.length === 0) return {};
  // `strict` is left out: many compatible servers reject fields that they do not know.
  const tools = request.tools.map(({ name, description, parameters }) => ({
    type: 'function' as const,
    function: { name, description, parameters },
  }));
  return { tools, ...(request.toolChoice === undefined ? {} : { tool_choice: toToolChoice(request.toolChoice) }) };
}

function toParams(request: ModelRequest, model: string): Params {
  return {
    model,
    stream: true,
    stream_options: { include_usage: true },
    messages: toMessages(request),
    ...toTools(request),
    ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
    ...(request.maxOutputTokens === undefined ? {} : { max_tokens: request.maxOutputTokens }),
    ...(request.reasoningEffort === undefined ? {} : { reasoning_effort: request.reasoningEffort }),
  };
}

/** A model of any server that speaks Chat Completions (Ollama, llama.cpp, vLLM, LM Studio, routers). */
export function createOpenAiChat(options: {
  client: OpenAI;
  provider: string;
  model: string;
  limits: StreamLimits;
  clock: Clock;
}): Model {
  const { client, provider, limits, clock } = options;
  return {
    provider,
    stream(request, signal) {
      const model = request.model ?? options.model;
      const params = toParams(request, model);
      return streamProvider(
        {
          provider,
          limits,
          clock,
          decoder: createChatDecoder(provider, model, request),
          open: (inner) => client.chat.completions.create(params, { signal: inner }).asResponse(),
        },
        signal,
      );
    },
  };
}
