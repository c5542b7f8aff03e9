import { useEffect } from 'react';
import { focusComposer, isField } from '../../lib/client/composer.ts';
import { showConversation } from '../../lib/client/navigation.ts';
import { typeAnywhere } from '../../lib/client/type-anywhere.ts';
import { openOverlay, toggleSidebar } from '../../lib/client/ui-store.ts';

/** What the keyboard can do; the help page lists it and the listener obeys it. */
export const SHORTCUTS = [
  { keys: 'Ctrl K', what: 'Command palette and search' },
  { keys: 'Ctrl Shift O', what: 'New chat' },
  { keys: 'Ctrl B', what: 'Show or hide the sidebar' },
  { keys: '/', what: 'Go to the message field' },
  { keys: 'Ctrl Shift Space', what: 'Talk, while held' },
  { keys: 'Esc', what: 'Close the nearest thing; in the message field: go to Stop; elsewhere: stop the answer' },
  { keys: 'Enter', what: 'Send; while an answer is being written: queue' },
  { keys: 'Shift Enter', what: 'New line' },
  { keys: '?', what: 'This list' },
] as const;

export function useShortcuts(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      if (obey(event)) event.preventDefault();
      else typeAnywhere(event);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

/** Whether the key was one of ours. */
function obey(event: KeyboardEvent): boolean {
  const key = event.key.toLowerCase();
  if (event.ctrlKey || event.metaKey) {
    if (key === 'k') openOverlay('palette');
    else if (key === 'o' && event.shiftKey) showConversation(null);
    else if (key === 'b' && !event.shiftKey) toggleSidebar();
    else return false;
    return true;
  }
  if (isField(event.target) || event.altKey) return false;
  if (key === '?') openOverlay('shortcuts');
  else if (key === '/') focusComposer();
  else return false;
  return true;
}
