'use client';
import { Bot, ChevronDown, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { AGENT_NAMES } from '../../lib/client/agent-names.ts';
import { formatDuration } from '../../lib/client/format.ts';
import { useAgents } from '../../lib/client/queries.ts';
import type { RunView } from '../../lib/client/run-view.ts';
import type { PathItem } from '../../lib/client/thread.ts';
import { useUi } from '../../lib/client/ui-store.ts';
import type { StoredMessage } from '../../lib/contract/conversations.ts';
import { citeSources } from '../../lib/shared/cite-sources.ts';
import { RunDetails } from '../runs/run-details.tsx';
import { isWorthTelling } from '../runs/run-timeline.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Menu } from '../ui/menu.tsx';
import { ReadAloudButton } from '../voice/read-aloud-button.tsx';
import { BranchSwitch } from './branch-switch.tsx';
import { regenerate } from './regenerate.ts';

export function AnswerActions({ item, run }: { item: PathItem; run: RunView | undefined }) {
  const { message } = item;
  const [areDetailsOpen, setDetailsOpen] = useState(false);
  const agent = useUi((state) => state.agents[message.conversation_id] ?? state.defaultAgent);
  const { data: agents = [] } = useAgents();
  const duration = run?.startedAt != null && run.finishedAt !== null ? run.finishedAt - run.startedAt : null;
  return (
    <>
      <div className="actions">
        <BranchSwitch item={item} />
        {message.content !== '' && <CopyButton text={() => toMarkdown(message)} label="Copy answer" />}
        {message.content !== '' && <ReadAloudButton messageId={message.message_id} text={message.content} />}
        <IconButton label="Regenerate" onClick={() => regenerate(message, agent)}>
          <RefreshCw size={16} />
        </IconButton>
        <Menu
          label="Regenerate with"
          items={agents.map((item) => ({
            label: item.name,
            hint: item.description,
            isDisabled: item.status === 'unavailable',
            onSelect: () => regenerate(message, item.agent_id),
          }))}
          trigger={
            <IconButton label="Regenerate with another agent" className="-ml-1.5 w-6!">
              <ChevronDown size={14} />
            </IconButton>
          }
        />
        {message.run_id !== null && (
          <button
            type="button"
            aria-expanded={areDetailsOpen}
            className="details-toggle"
            onClick={() => setDetailsOpen(!areDetailsOpen)}
          >
            <Bot aria-hidden="true" size={15} />
            {message.agent ? AGENT_NAMES[message.agent] : 'Details'}
            {duration !== null && ` · ${formatDuration(duration)}`}
          </button>
        )}
      </div>
      {areDetailsOpen && message.run_id !== null && <RunDetails runId={message.run_id} hasSteps={isWorthTelling(run)} />}
    </>
  );
}

/** With its sources, for the numbers in it would mean nothing without them. */
function toMarkdown({ content, citations }: StoredMessage): string {
  const { text, sources } = citeSources(content, citations);
  return [text, ...sources].join('\n\n');
}
