import {
  Agent,
  type Handoff,
  type HandoffInputData,
  handoff,
  type RunContext,
  type RunItem,
  type Tool as SdkTool,
  tool as sdkTool,
} from '@openai/agents';
import { z } from 'zod';
import type { AgentId } from '../../lib/contract/primitives.ts';
import type { AgentDefinition, ToolRegistry } from '../core/agent.ts';
import type { Tool } from '../core/tool.ts';
import { ASK_SCHEMA, askAgent, askToolName, type Drive } from './ask-agent.ts';
import { toInstructions } from './instructions.ts';
import type { Invocation } from './invocation.ts';
import { runTool } from './run-tool.ts';
import { toToolSchema } from './tool-schema.ts';

export type SdkAgent = Agent<Invocation>;

type SchemaOption = Extract<Parameters<typeof sdkTool>[0], { strict: false }>['parameters'];

const HANDOFF_SCHEMA = {
  type: 'object' as const,
  properties: { reason: { type: 'string' as const, description: 'One short sentence for the user: why this agent' } },
  required: ['reason' as const],
  additionalProperties: false as const,
};
const handoffInput = z.object({ reason: z.string().trim().min(1).max(500) });

function toSdkTool(tool: Tool): SdkTool<Invocation> {
  const { parameters, strict } = toToolSchema(tool);
  const made = sdkTool<SchemaOption, Invocation>({
    name: tool.name,
    description: tool.description,
    // Validated by the tool's own schema in `runTool`, with errors that help the model.
    parameters: parameters as unknown as SchemaOption,
    strict: false,
    execute: (args, context, details) =>
      runTool(tool, args, details?.toolCall?.callId ?? '', (context as RunContext<Invocation>).context),
  });
  return { ...made, strict };
}

function toAskTool(target: AgentDefinition, drive: Drive): SdkTool<Invocation> {
  const made = sdkTool<SchemaOption, Invocation>({
    name: askToolName(target),
    description: `Asks the ${target.name} agent one question and gives you its answer; several can be asked at once. ${target.description}`,
    parameters: ASK_SCHEMA as unknown as SchemaOption,
    strict: false,
    execute: (args, context, details) =>
      askAgent(drive, target, args, details?.toolCall?.callId ?? '', (context as RunContext<Invocation>).context),
  });
  return { ...made, strict: true };
}

/** The next agent sees the conversation and settled tool results, not how it got the question nor foreign reasoning. */
function withoutHandover(data: HandoffInputData): HandoffInputData {
  const stays = (item: RunItem) => !['handoff_call_item', 'handoff_output_item', 'reasoning_item'].includes(item.type);
  return { ...data, preHandoffItems: data.preHandoffItems.filter(stays), newItems: data.newItems.filter(stays) };
}

function toSdkHandoff(target: AgentDefinition, agent: SdkAgent): Handoff<Invocation> {
  return handoff(agent, {
    toolNameOverride: `transfer_to_${target.id}`,
    toolDescriptionOverride: `Hands the question over to the ${target.name} agent. ${target.description}`,
    inputType: HANDOFF_SCHEMA,
    onHandoff(context, input) {
      const parsed = handoffInput.safeParse(input);
      const reason = parsed.success ? parsed.data.reason : target.description;
      (context as RunContext<Invocation>).context.handOver(target.id, reason);
    },
    inputFilter: withoutHandover,
  });
}

/** The agents as the SDK wants them: those that may hand over, and those that are asked and answer themselves. */
export type SdkAgents = { lead: ReadonlyMap<AgentId, SdkAgent>; asked: ReadonlyMap<AgentId, SdkAgent> };

function find<K, V>(map: ReadonlyMap<K, V>, key: K): V {
  const found = map.get(key);
  if (found === undefined) throw new Error(`an agent names ${String(key)}, which does not exist`);
  return found;
}

/** Made once, shared by all runs. Throws for an unknown tool or agent. */
export function createSdkAgents(definitions: readonly AgentDefinition[], tools: ToolRegistry, drive: Drive): SdkAgents {
  const byId = new Map(definitions.map((definition) => [definition.id, definition]));

  function toAgent(definition: AgentDefinition): SdkAgent {
    return new Agent<Invocation>({
      name: definition.id,
      // A name for our model provider, not for the vendor: every run brings its own models.
      model: definition.id,
      instructions: (context) => toInstructions(definition, context.context),
      tools: [
        ...definition.tools.map((name) => toSdkTool(find(tools, name))),
        ...definition.handoffs.map((id) => toAskTool(find(byId, id), drive)),
      ],
    });
  }

  const toAgents = () => new Map(definitions.map((definition) => [definition.id, toAgent(definition)]));
  const lead = toAgents();
  for (const definition of definitions) {
    find(lead, definition.id).handoffs = definition.handoffs.map((id) => toSdkHandoff(find(byId, id), find(lead, id)));
  }
  return { lead, asked: toAgents() };
}
