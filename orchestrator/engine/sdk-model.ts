import { type ModelResponse, type Model as SdkModel, type ModelRequest as SdkRequest, Usage } from '@openai/agents';
import { AppError } from '../../lib/contract/errors.ts';
import type { Model, ModelItem, ModelRequest, ToolSpec } from '../core/model.ts';
import { isAskTool } from './ask-agent.ts';
import type { Invocation } from './invocation.ts';
import { reportUnknownCalls } from './report-unknown-calls.ts';
import { fromSdkItem, toSdkItems } from './sdk-items.ts';

function toWindDown(reason: string): string {
  return (
    `\n\nThis is your last step, because ${reason}: no tools are left. Answer now with what you know and have found, ` +
    'and say plainly what you could not find out or finish.'
  );
}

function toToolSpecs(request: SdkRequest, invocation: Invocation): ToolSpec[] {
  const mayAsk = invocation.depth < invocation.run.limits.maxDepth;
  const tools = request.tools.flatMap((tool) => (tool.type === 'function' && (mayAsk || !isAskTool(tool.name)) ? [tool] : []));
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

function toModelRequest(
  request: SdkRequest,
  invocation: Invocation,
  items: ModelItem[],
  lastBecause: string | null,
): ModelRequest {
  const { input, history, question } = invocation.run;
  const model = input.request.model;
  return {
    ...(model === undefined ? {} : { model }),
    instructions: `${request.systemInstructions ?? ''}${lastBecause === null ? '' : toWindDown(lastBecause)}`,
    items: invocation.depth === 0 ? [...history, question, ...items.slice(1)] : items,
    tools: lastBecause === null ? toToolSpecs(request, invocation) : [],
  };
}

/** Calls the model, tells the run everything as it comes, and returns what the call adds to the transcript. */
async function callModel(
  model: Model,
  request: ModelRequest,
  invocation: Invocation,
  lastBecause: string | null,
): Promise<ModelItem[]> {
  const { run } = invocation;
  const reasoning: ModelItem[] = [];
  const calls: ModelItem[] = [];
  let hasTextBefore = invocation.depth === 0 && run.hasText();
  let provider = model.provider;
  let text = '';
  for await (const event of model.stream(request, run.signal)) {
    switch (event.type) {
      case 'text':
        // Each call begins a new paragraph of the one answer that the user sees.
        if (text === '' && hasTextBefore) invocation.text('\n\n');
        hasTextBefore = false;
        text += event.delta;
        invocation.text(event.delta);
        break;
      case 'reasoning':
        if (invocation.depth === 0) run.channel.push({ type: 'reasoning.delta', delta: event.delta });
        break;
      case 'reasoning_item':
        reasoning.push({ type: 'reasoning', provider, data: event.data });
        break;
      case 'tool_call':
        calls.push({ ...event, callId: run.toCallId(event.callId) });
        break;
      case 'switched':
        provider = event.to;
        text = text.slice(0, text.length - event.discardChars);
        reasoning.length = calls.length = 0;
        invocation.switched(event);
        break;
      case 'discarded':
        text = text.slice(0, text.length - event.discardChars);
        invocation.discarded(provider, event.discardChars);
        break;
      case 'late':
        run.late(event.tokens);
        break;
      case 'finished':
        invocation.modelFinished(event, lastBecause);
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

/** Calls that the last turn makes all the same are left out; an answer must remain. */
function toLastOutput(output: ModelItem[]): ModelItem[] {
  const answer = output.filter((item) => item.type === 'message');
  if (answer.length === 0)
    throw new AppError('BUDGET_EXCEEDED', { message: 'The run used up its steps without coming to an answer.' });
  return answer;
}

/**
 * Our model as the SDK sees it: a call that returns once. Tokens go from the model straight to the reader of the run and
 * never through the SDK, whose own streaming makes several objects and events of each.
 */
export function createSdkModel(model: Model, invocation: Invocation): SdkModel {
  async function nextOutput(request: SdkRequest): Promise<readonly ModelItem[]> {
    invocation.run.signal.throwIfAborted();
    const replay = invocation.takeReplay();
    if (replay) return replay;
    const input = typeof request.input === 'string' ? [] : request.input;
    const items = input.flatMap(fromSdkItem);
    // The first item is the question itself, which every process knows.
    const lastBecause = invocation.beginTurn(items.slice(1));
    const asked = toModelRequest(request, invocation, items, lastBecause);
    const said = await callModel(model, asked, invocation, lastBecause);
    const output = lastBecause === null ? said : toLastOutput(said);
    invocation.endTurn(output);
    reportUnknownCalls(output, asked, invocation);
    return output;
  }
  return {
    async getResponse(request) {
      try {
        const output = await nextOutput(request);
        return { usage: new Usage(), output: toSdkItems(output) as ModelResponse['output'] };
      } catch (error) {
        invocation.failure ??= { error };
        throw error;
      }
    },
    getStreamedResponse() {
      throw new Error('tokens do not go through the SDK');
    },
  };
}
