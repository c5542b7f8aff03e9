import { useAgents } from '../../lib/client/queries.ts';
import { OFFLINE } from '../../lib/client/run-words.ts';
import type { StoredMessage } from '../../lib/contract/conversations.ts';
import type { MenuItem } from '../ui/menu.tsx';
import { regenerate } from './regenerate.ts';

/** Who else could answer: models that are configured, then agents. `failedModel` is not offered. */
export function useOtherAnswerers(message: StoredMessage, failedModel: string | null): MenuItem[] {
  const { data: agents = [] } = useAgents();
  const models = [...new Set(agents.map(({ model }) => model))].filter((model) => model !== failedModel && model !== OFFLINE);
  return [
    ...models.map((model) => ({ label: model, hint: 'Model', onSelect: () => regenerate(message, { model }) })),
    ...agents.map(({ agent_id: agent, name, description, status }) => ({
      label: name,
      hint: description,
      isDisabled: status === 'unavailable',
      onSelect: () => regenerate(message, { agent }),
    })),
  ];
}
