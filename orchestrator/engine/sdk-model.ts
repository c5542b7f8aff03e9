import { type ModelResponse, type Model as SdkModel, type ModelRequest as SdkRequest, Usage } from '@openai/agents';
import type { Model, ModelItem, ModelRequest, ToolSpec } from '../core/model.ts';
import type { AgentRun } from './agent-run.ts';
import { fromSdkItem, toSdkItems } from './sdk-items.ts';

const WIND_DOWN =
  '\n\nThis is your last step: no tools are left. Answer now with what you know, and say plainly what you could not find out or finish.';

function toToolSpecs(request: SdkRequest): ToolSpec[] {
  const tools = request.tools.flatMap((tool) => (tool.type === 'function' ? [tool] : []));
  return [
    ...tools.map(({ name, description, parameters, strict }) => ({ name, description, parameters: { ...parameters }, strict })),
    ...request.handoffs.map((handoff) => ({
      name: handoff.toolName,
      description: handoff.toolDescription,
      parameters: { ...handoff.inputJsonSchema },
      strict: handoff.strictJsonSchema,
    })),
  ];
}

function toModelRequest(request: SdkRequest, run: AgentRun, items: ModelItem[], isLastTurn: boolean): ModelRequest {
  const model = run.input.request.model;
  return {
    ...(model === undefined ? {} : { model }),
    instructions: `${request.systemInstructions ?? ''}${isLastTurn ? WIND_DOWN : ''}`,
    items: [...run.history, ...items],
    tools: isLastTurn ? [] : toToolSpecs(request),
  };
}

/** Calls the model, tells the run everything as it comes, and returns what the call adds to the transcript. */
async function callModel(model: Model, request: ModelRequest, run: AgentRun, hasTextBefore: boolean): Promise<ModelItem[]> {
  const reasoning: ModelItem[] = [];
  const calls: ModelItem[] = [];
  let provider = model.provider;
  let text = '';
  for await (const event of model.stream(request, run.signal)) {
    switch (event.type) {
      case 'text':
        // Each call begins a new paragraph of the one answer that the user sees.
        if (text === '' && hasTextBefore) run.text('\n\n');
        hasTextBefore = false;
        text += event.delta;
        run.text(event.delta);
        break;
      case 'reasoning':
        run.channel.push({ type: 'reasoning.delta', delta: event.delta });
        break;
      case 'reasoning_item':
        reasoning.push({ type: 'reasoning', provider, data: event.data });
        break;
      case 'tool_call':
        calls.push(event);
        break;
      case 'switched':
        provider = event.to;
        text = text.slice(0, text.length - event.discardChars);
        reasoning.length = calls.length = 0;
        run.switched(event);
        break;
      case 'late':
        run.late(event.tokens);
        break;
      case 'finished':
        run.modelFinished(event);
        break;
    }
    if (!run.channel.hasRoom()) await run.channel.room();
  }
  return [
    ...reasoning,
    ...(text === '' ? [] : [{ type: 'message' as const, role: 'assistant' as const, content: text }]),
    ...calls,
  ];
}

/**
 * Our model as the SDK sees it: a call that returns once. Tokens go from the model straight to the reader of the run and
 * never through the SDK, whose own streaming makes several objects and events of each.
 */
export function createSdkModel(model: Model, run: AgentRun, maxTurns: number): SdkModel {
  async function getResponse(request: SdkRequest): Promise<ModelResponse> {
    run.signal.throwIfAborted();
    const input = typeof request.input === 'string' ? [] : request.input;
    const items = input.flatMap(fromSdkItem);
    // The first item is the question itself, which every process knows.
    run.beginTurn(items.slice(1));
    const modelRequest = toModelRequest(request, run, items, run.turns() >= maxTurns);
    const output = await callModel(model, modelRequest, run, run.hasText());
    return { usage: new Usage(), output: toSdkItems(output) as ModelResponse['output'] };
  }
  return {
    async getResponse(request) {
      try {
        return await getResponse(request);
      } catch (error) {
        run.failure ??= { error };
        throw error;
      }
    },
    getStreamedResponse() {
      throw new Error('tokens do not go through the SDK');
    },
  };
}
