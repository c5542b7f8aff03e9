import type { AgentInputItem, AgentOutputItem } from '@openai/agents';
import { jsonObject } from '../../lib/contract/primitives.ts';
import type { ModelItem } from '../core/model.ts';

type AssistantContent = { type: string; text?: string };

function toText(content: string | readonly AssistantContent[]): string {
  return typeof content === 'string' ? content : content.map((part) => part.text ?? '').join('');
}

function toOutputText(output: unknown): string {
  if (typeof output === 'string') return output;
  const text = (output as { text?: unknown } | null)?.text;
  return typeof text === 'string' ? text : JSON.stringify(output);
}

/** An item of the SDK in our terms; empty for kinds that we never make. */
export function fromSdkItem(item: AgentInputItem): ModelItem[] {
  switch (item.type) {
    case undefined:
    case 'message':
      return [{ type: 'message', role: item.role, content: toText(item.content) }];
    case 'function_call':
      return [{ type: 'tool_call', callId: item.callId, name: item.name, arguments: item.arguments }];
    case 'function_call_result':
      return [{ type: 'tool_result', callId: item.callId, output: toOutputText(item.output) }];
    case 'reasoning':
      return [
        { type: 'reasoning', provider: String(item.providerData?.provider), data: jsonObject.parse(item.providerData?.data) },
      ];
    default:
      return [];
  }
}

function toSdkMessage(role: 'user' | 'assistant' | 'system', content: string): AgentInputItem & AgentOutputItem {
  if (role === 'assistant') {
    return { type: 'message', role, status: 'completed', content: [{ type: 'output_text', text: content }] };
  }
  return { type: 'message', role, content } as AgentInputItem & AgentOutputItem;
}

/** The SDK wants the name of a result's tool again: `nameOf` finds it. */
export function toSdkItem(item: ModelItem, nameOf: (callId: string) => string): AgentInputItem & AgentOutputItem {
  switch (item.type) {
    case 'message':
      return toSdkMessage(item.role, item.content);
    case 'tool_call':
      return { type: 'function_call', callId: item.callId, name: item.name, arguments: item.arguments, status: 'completed' };
    case 'tool_result': {
      const { callId, output } = item;
      return { type: 'function_call_result', callId, name: nameOf(callId), status: 'completed', output };
    }
    case 'reasoning':
      return { type: 'reasoning', content: [], providerData: { provider: item.provider, data: item.data } };
  }
}

export function toSdkItems(items: readonly ModelItem[]): AgentInputItem[] {
  const names = new Map(items.flatMap((item) => (item.type === 'tool_call' ? [[item.callId, item.name] as const] : [])));
  return items.map((item) => toSdkItem(item, (callId) => names.get(callId) ?? 'unknown'));
}
