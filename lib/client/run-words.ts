import type { RunPart, RunSummary } from '../contract/run-summary.ts';
import { toProviderName } from '../shared/provider-name.ts';
import { AGENT_NAMES } from './agent-names.ts';
import { plural } from './format.ts';
import { toDone, toUndone } from './tool-words.ts';

const MOST_NAMES = 4;

/** Who and what took part in a run, in one line: "Supervisor, Research, read a web page". */
export function toNames(parts: readonly RunPart[]): string {
  const names = [...new Set(parts.map(toName))];
  const rest = names.length - MOST_NAMES;
  return names.slice(0, MOST_NAMES).join(', ') + (rest > 0 ? ` and ${plural(rest, 'other')}` : '');
}

function toName(part: RunPart): string {
  switch (part.kind) {
    case 'agent':
      return AGENT_NAMES[part.agent];
    case 'tool':
      return part.status === 'ok' ? toDone(part.tool) : toUndone(part.tool, part.status === 'error' ? 'failed' : 'stopped');
    case 'switch':
      return part.to === OFFLINE ? 'went on without a language model' : `switched to ${toProviderName(part.to)}`;
    case 'resumed':
      return 'resumed';
  }
}

/** Whether there is more to tell than that one agent answered. */
export function isWorthTelling({ parts, approvals = [] }: RunSummary): boolean {
  return parts.length > 1 || approvals.length > 0 || parts.some((part) => part.kind !== 'agent');
}

/** The provider that is no language model. */
export const OFFLINE = 'offline';
