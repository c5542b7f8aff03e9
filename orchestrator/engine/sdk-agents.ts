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
import type { AgentRun } from './agent-run.ts';
import { toInstructions } from './instructions.ts';
import { runTool } from './run-tool.ts';
import { toToolSchema } from './tool-schema.ts';

export type SdkAgent = Agent<AgentRun>;

type SchemaOption = Extract<Parameters<typeof sdkTool>[0], { strict: false }>['parameters'];

const HANDOFF_SCHEMA = {
  type: 'object' as const,
  properties: { reason: { type: 'string' as const, description: 'One short sentence for the user: why this agent' } },
  required: ['reason' as const],
  additionalProperties: false as const,
};
const handoffInput = z.object({ reason: z.string().trim().min(1).max(500) });

function toSdkTool(tool: Tool): SdkTool<AgentRun> {
  const { parameters, strict } = toToolSchema(tool);
  const made = sdkTool<SchemaOption, AgentRun>({
    name: tool.name,
    description: tool.description,
    // Validated by the tool's own schema in `runTool`, with errors that help the model.
    parameters: parameters as unknown as SchemaOption,
    strict: false,
    execute: (args, context, details) =>
      runTool(tool, args, details?.toolCall?.callId ?? '', (context as RunContext<AgentRun>).context),
  });
  return { ...made, strict };
}

/** The next agent sees the conversation and settled tool results, not how it got the question nor foreign reasoning. */
function withoutHandover(data: HandoffInputData): HandoffInputData {
  const stays = (item: RunItem) => !['handoff_call_item', 'handoff_output_item', 'reasoning_item'].includes(item.type);
  return { ...data, preHandoffItems: data.preHandoffItems.filter(stays), newItems: data.newItems.filter(stays) };
}

function toSdkHandoff(target: AgentDefinition, agent: SdkAgent): Handoff<AgentRun> {
  return handoff(agent, {
    toolNameOverride: `transfer_to_${target.id}`,
    toolDescriptionOverride: `Hands the question over to the ${target.name} agent. ${target.description}`,
    inputType: HANDOFF_SCHEMA,
    onHandoff(context, input) {
      const parsed = handoffInput.safeParse(input);
      const reason = parsed.success ? parsed.data.reason : target.description;
      (context as RunContext<AgentRun>).context.handOver(target.id, reason);
    },
    inputFilter: withoutHandover,
  });
}

/** The agents as the SDK wants them; made once, shared by all runs. Throws for an unknown tool or agent. */
export function createSdkAgents(definitions: readonly AgentDefinition[], tools: ToolRegistry): ReadonlyMap<AgentId, SdkAgent> {
  const agents = new Map<AgentId, SdkAgent>();
  const find = <K, V>(map: ReadonlyMap<K, V>, key: K): V => {
    const found = map.get(key);
    if (found === undefined) throw new Error(`an agent names ${String(key)}, which does not exist`);
    return found;
  };
  for (const definition of definitions) {
    agents.set(
      definition.id,
      new Agent<AgentRun>({
        name: definition.id,
        // A name for our model provider, not for the vendor: every run brings its own models.
        model: definition.id,
        instructions: (context) => toInstructions(definition, context.context),
        tools: definition.tools.map((name) => toSdkTool(find(tools, name))),
      }),
    );
  }
  const byId = new Map(definitions.map((definition) => [definition.id, definition]));
  for (const definition of definitions) {
    find(agents, definition.id).handoffs = definition.handoffs.map((id) => toSdkHandoff(find(byId, id), find(agents, id)));
  }
  return agents;
}
