'use client';
import { ChevronDown } from 'lucide-react';
import { AGENT_HINTS, AGENT_NAMES } from '../../lib/client/agent-names.ts';
import { focusComposer, isTouch } from '../../lib/client/composer.ts';
import { useAgents } from '../../lib/client/queries.ts';
import { toChosenAgent, useUi } from '../../lib/client/ui-store.ts';
import type { AgentId } from '../../lib/contract/primitives.ts';
import { Menu, type MenuItem } from '../ui/menu.tsx';

/** Who answers in this conversation; “Auto” leaves it to the supervisor. */
export function AgentPicker({ storageKey }: { storageKey: string }) {
  const { data: agents = [] } = useAgents();
  const chosen = useUi((state) => toChosenAgent(state, storageKey));
  const choose = (agent: AgentId | null) => {
    useUi.setState((state) => ({ agents: { ...state.agents, [storageKey]: agent } }));
    // Whoever has chosen goes on writing.
    if (!isTouch()) focusComposer();
  };
  const items: MenuItem[] = [
    { label: 'Auto', hint: AGENT_HINTS.supervisor, isChecked: chosen === null, onSelect: () => choose(null) },
    ...agents
      .filter((agent) => agent.agent_id !== 'supervisor')
      .map((agent) => ({
        label: agent.name,
        hint: AGENT_HINTS[agent.agent_id],
        isChecked: chosen === agent.agent_id,
        isDisabled: agent.status === 'unavailable',
        onSelect: () => choose(agent.agent_id),
      })),
  ];
  const name = chosen === null ? 'Auto' : AGENT_NAMES[chosen];
  return (
    <Menu
      label="Agent"
      items={items}
      trigger={
        <button type="button" aria-label={`Agent: ${name}`} className="agent-button">
          {name}
          <ChevronDown aria-hidden="true" size={14} />
        </button>
      }
    />
  );
}
