'use client';
import { useRouter } from 'next/navigation.js';
import { type KeyboardEvent, type MouseEvent, useDeferredValue, useEffect, useId, useState } from 'react';
import { markHits } from '../../lib/client/mark-hits.ts';
import { showConversation, showMessage } from '../../lib/client/navigation.ts';
import { useConversationSearch, useConversations } from '../../lib/client/queries.ts';
import { applyTheme, currentTheme } from '../../lib/client/theme.ts';
import { openOverlay, toggleSidebar } from '../../lib/client/ui-store.ts';
import { stopShownRun } from '../chat/use-shown-run.ts';
import { MarkedText } from '../ui/marked-text.tsx';
import { Modal } from '../ui/modal.tsx';

type Command = { id: string; label: string; hint?: string; isFound?: true; run(): void };

export default function Palette({ onClose }: { onClose(): void }) {
  const [query, setQuery] = useState('');
  const [index, setIndex] = useState(0);
  const listId = useId();
  const searched = useDeferredValue(query.trim());
  const commands = useCommands(searched);
  const chosen = Math.min(index, commands.length - 1);
  const chosenId = commands[chosen] ? `${listId}-${commands[chosen].id}` : undefined;
  useEffect(() => {
    if (chosenId !== undefined) document.getElementById(chosenId)?.scrollIntoView({ block: 'nearest' });
  }, [chosenId]);
  const run = (command: Command | undefined) => {
    if (!command) return;
    onClose();
    command.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setIndex((chosen + step + commands.length) % Math.max(1, commands.length));
    }
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      // Else the line breaks in the field that has the focus once the palette is closed.
      event.preventDefault();
      run(commands[chosen]);
    }
  };
  return (
    <Modal label="Command palette" onClose={onClose}>
      <input
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={chosenId}
        aria-label="Search commands and conversations"
        placeholder="Search commands and conversations"
        autoComplete="off"
        dir="auto"
        maxLength={200}
        className="h-13 w-full border-b border-line bg-transparent px-5 py-3 -outline-offset-2"
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setIndex(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id={listId} role="listbox" aria-label="Results" className="max-h-[400px] overflow-y-auto p-2">
        {commands.map((command, place) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above handles the keys of the list
          <div
            key={command.id}
            id={`${listId}-${command.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={place === chosen}
            className={`flex min-h-10 cursor-pointer items-center gap-3 rounded-lg px-3 text-sm ${place === chosen ? 'bg-hover' : ''}`}
            onMouseMove={(event) => isMoved(event) && setIndex(place)}
            onClick={() => run(command)}
          >
            <span dir="auto" className="min-w-0 flex-1 truncate">
              {command.label}
            </span>
            {command.hint && (
              <span dir="auto" className="max-w-[50%] truncate text-muted">
                <MarkedText parts={markHits(command.hint, command.isFound ? searched : '')} />
              </span>
            )}
          </div>
        ))}
      </div>
      {commands.length === 0 && <p className="px-5 pb-5 text-sm text-muted">Nothing found.</p>}
    </Modal>
  );
}

/** Rows that scroll under a pointer at rest are not pointed at. */
function isMoved({ movementX, movementY }: MouseEvent): boolean {
  return movementX !== 0 || movementY !== 0;
}

function useCommands(query: string): Command[] {
  const router = useRouter();
  const { conversations } = useConversations();
  const { data } = useConversationSearch(query);
  const toggleTheme = () => {
    const isDark =
      currentTheme() === 'dark' || (currentTheme() === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
    applyTheme(isDark ? 'light' : 'dark');
  };
  const commands: Command[] = [
    { id: 'new', label: 'New chat', hint: 'Ctrl Shift O', run: () => showConversation(null) },
    { id: 'stop', label: 'Stop the answer', hint: 'Esc', run: stopShownRun },
    { id: 'sidebar', label: 'Show or hide the sidebar', hint: 'Ctrl B', run: toggleSidebar },
    { id: 'theme', label: 'Switch between light and dark', run: toggleTheme },
    { id: 'approvals', label: 'Approvals', run: () => router.push('/approvals') },
    { id: 'library', label: 'Library of files', run: () => router.push('/library') },
    { id: 'tasks', label: 'Tasks', run: () => router.push('/tasks') },
    { id: 'status', label: 'Status of the services', run: () => router.push('/status') },
    { id: 'settings', label: 'Settings', run: () => router.push('/settings') },
    { id: 'help', label: 'Keyboard shortcuts', hint: '?', run: () => openOverlay('shortcuts') },
  ];
  const matching = commands.filter((command) => command.label.toLowerCase().includes(query.toLowerCase()));
  const found =
    query === ''
      ? conversations.slice(0, 8).map((conversation) => ({ conversation, message_id: null, snippet: '' }))
      : (data?.results ?? []).slice(0, 12);
  return [
    ...matching,
    ...found.map(({ conversation, message_id: messageId, snippet }) => ({
      id: conversation.conversation_id,
      label: conversation.title,
      hint: messageId === null ? '' : snippet,
      isFound: true as const,
      run: () => showMessage(conversation.conversation_id, messageId),
    })),
  ];
}
