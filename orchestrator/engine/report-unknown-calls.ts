import type { ModelItem, ModelRequest } from '../core/model.ts';
import type { Invocation } from './invocation.ts';

/** Calls of what the model was not offered never reach a tool: the SDK tells the model, and this tells who watches the run. */
export function reportUnknownCalls(output: readonly ModelItem[], request: ModelRequest, invocation: Invocation): void {
  const offered = new Set(request.tools.map(({ name }) => name));
  for (const item of output) {
    if (item.type !== 'tool_call' || offered.has(item.name)) continue;
    const call = { call_id: item.callId, span_id: invocation.spanId(), tool: item.name };
    const summary = 'there is no such tool';
    const { channel } = invocation.run;
    channel.push({ type: 'tool.started', ...call, arguments: JSON.parse(item.arguments) as unknown });
    channel.push({ type: 'tool.finished', ...call, status: 'error', summary, duration_ms: 0, output: { error: summary } });
  }
}
