'use client';
import { Bot, ChevronDown, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { AGENT_NAMES } from '../../lib/client/agent-names.ts';
import { formatDuration } from '../../lib/client/format.ts';
import { useAgents } from '../../lib/client/queries.ts';
import { isWorthTelling } from '../../lib/client/run-words.ts';
import type { PathItem } from '../../lib/client/thread.ts';
import type { StoredMessage } from '../../lib/contract/conversations.ts';
import type { RunSummary } from '../../lib/contract/run-summary.ts';
import { citeSources } from '../../lib/shared/cite-sources.ts';
import { RunDetails } from '../runs/run-details.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Menu } from '../ui/menu.tsx';
import { ReadAloudButton } from '../voice/read-aloud-button.tsx';
import { BranchSwitch } from './branch-switch.tsx';
import { regenerate } from './regenerate.ts';
import type { AnswerDetails } from './use-answer-replay.ts';

type AnswerActionsProps = { item: PathItem; summary: RunSummary | undefined; details: AnswerDetails };

export function AnswerActions({ item, summary, details }: AnswerActionsProps) {
  const { message } = item;
  const [areDetailsOpen, setDetailsOpen] = useState(false);
  const { data: agents = [] } = useAgents();
  const duration = summary?.duration_ms;
  const isToldAbove = summary !== undefined && isWorthTelling(summary);
  const toggleDetails = () => {
    setDetailsOpen(!areDetailsOpen);
    if (!isToldAbove) details.open();
  };
  return (
    <>
      <div className="actions">
        <BranchSwitch item={item} />
        {message.content !== '' && <CopyButton text={() => toMarkdown(message)} label="Copy answer" />}
        {message.content !== '' && <ReadAloudButton messageId={message.message_id} text={message.content} />}
        <IconButton label="Regenerate" onClick={() => regenerate(message)}>
          <RefreshCw size={16} />
        </IconButton>
        <Menu
          label="Regenerate with"
          items={agents.map((item) => ({
            label: item.name,
            hint: item.description,
            isDisabled: item.status === 'unavailable',
            onSelect: () => regenerate(message, { agent: item.agent_id }),
          }))}
          trigger={
            <IconButton label="Regenerate with another agent" className="-ml-1.5 w-6!">
              <ChevronDown size={14} />
            </IconButton>
          }
        />
        {message.run_id !== null && (
          <button type="button" aria-expanded={areDetailsOpen} className="details-toggle" onClick={toggleDetails}>
            <Bot aria-hidden="true" size={15} />
            {message.agent ? AGENT_NAMES[message.agent] : 'Details'}
            {duration !== undefined && ` · ${formatDuration(duration)}`}
          </button>
        )}
      </div>
      {areDetailsOpen && message.run_id !== null && <RunDetails runId={message.run_id} steps={isToldAbove ? null : details} />}
    </>
  );
}

/** With its sources, for the numbers in it would mean nothing without them. */
function toMarkdown({ content, citations }: StoredMessage): string {
  const { text, sources } = citeSources(content, citations);
  return [text, ...sources].join('\n\n');
}
