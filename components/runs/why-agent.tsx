'use client';
import { CornerDownRight } from 'lucide-react';
import { AGENT_NAMES } from '../../lib/client/agent-names.ts';
import { useAgents } from '../../lib/client/queries.ts';
import type { AgentId } from '../../lib/contract/primitives.ts';
import type { RunSummary } from '../../lib/contract/run-summary.ts';
import { Menu } from '../ui/menu.tsx';

type WhyAgentProps = { handoff: RunSummary['handoff']; onAsk(agent: AgentId): void };

/** Why this agent answers, in one sentence, and the way to another one. */
export function WhyAgent({ handoff, onAsk }: WhyAgentProps) {
  const { data: agents = [] } = useAgents();
  if (!handoff) return null;
  const others = agents.filter((agent) => agent.agent_id !== handoff.to);
  return (
    <div className="mb-2 flex flex-wrap items-center gap-x-2 text-sm text-muted">
      <span className="min-w-0">
        <CornerDownRight aria-hidden="true" size={15} className="mr-2 inline align-[-2px]" />
        <span className="font-medium text-ink">{AGENT_NAMES[handoff.to]}</span>: {handoff.reason}
      </span>
      {others.length > 0 && (
        <Menu
          label="Ask another agent"
          items={others.map((agent) => ({
            label: agent.name,
            hint: agent.description,
            isDisabled: agent.status === 'unavailable',
            onSelect: () => onAsk(agent.agent_id),
          }))}
          trigger={
            <button type="button" className="text-link">
              Ask another agent
            </button>
          }
        />
      )}
    </div>
  );
}
