'use client';
import { Download, Ellipsis, LoaderCircle, Pencil, Pin, PinOff, ShieldQuestion, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { deleteConversation } from '../../lib/client/delete-conversation.ts';
import { toUrl } from '../../lib/client/http.ts';
import { showConversation } from '../../lib/client/navigation.ts';
import { patchConversation, useApprovals } from '../../lib/client/queries.ts';
import { tellTabs } from '../../lib/client/tab-channel.ts';
import { showToast } from '../../lib/client/toast-store.ts';
import { useUi } from '../../lib/client/ui-store.ts';
import type { Conversation } from '../../lib/contract/conversations.ts';
import { toAppError } from '../../lib/contract/errors.ts';
import { AppLink } from '../ui/app-link.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Menu, type MenuItem } from '../ui/menu.tsx';
import { RenameField } from './rename-field.tsx';

type ConversationRowProps = { conversation: Conversation; isCurrent: boolean; onOpen(id: string): void };

export function ConversationRow({ conversation, isCurrent, onOpen }: ConversationRowProps) {
  const { conversation_id: id, title } = conversation;
  const [isRenaming, setRenaming] = useState(false);
  if (isRenaming) {
    return (
      <li>
        <RenameField
          title={title}
          onDone={(next) => {
            setRenaming(false);
            if (next !== null) void change(id, { title: next });
          }}
        />
      </li>
    );
  }
  return (
    <li className="group/row relative rounded-lg hover:bg-hover has-[a[aria-current]]:bg-hover">
      <AppLink
        href={`/c/${id}`}
        onGo={() => onOpen(id)}
        aria-current={isCurrent ? 'page' : undefined}
        className="flex min-h-9 items-center gap-2 rounded-lg py-1 pe-10 ps-2 text-sm pointer-coarse:min-h-11"
      >
        <span dir="auto" className="min-w-0 flex-1 truncate">
          {title}
        </span>
        <StateMark conversation={conversation} isCurrent={isCurrent} />
      </AppLink>
      <Menu
        label={`Actions for ${title}`}
        items={toItems(conversation, isCurrent, () => setRenaming(true))}
        trigger={
          <IconButton
            label={`Actions for ${title}`}
            className="absolute! top-0.5 end-1 opacity-0 group-focus-within/row:opacity-100 group-hover/row:opacity-100 data-[state=open]:opacity-100 pointer-coarse:top-0 pointer-coarse:opacity-100"
          >
            <Ellipsis size={16} />
          </IconButton>
        }
      />
    </li>
  );
}

function StateMark({ conversation, isCurrent }: { conversation: Conversation; isCurrent: boolean }) {
  const isUnread = useUi(({ seen, since }) => conversation.updated_at > (seen[conversation.conversation_id] ?? since));
  const isWaiting = useApprovals('pending').data?.some((item) => item.conversation_id === conversation.conversation_id);
  if (isWaiting) {
    return (
      <span className="flex-none text-warn" title="Waits for your approval">
        <ShieldQuestion aria-hidden="true" size={14} />
        <span className="sr-only">, waits for your approval</span>
      </span>
    );
  }
  if (conversation.active_run_id !== null) {
    return (
      <span className="flex-none text-accent" title="Answer is being written">
        <LoaderCircle aria-hidden="true" size={14} className="spin" />
        <span className="sr-only">, running</span>
      </span>
    );
  }
  if (isUnread && !isCurrent) {
    return (
      <span className="unread-dot" title="New answer">
        <span className="sr-only">, unread</span>
      </span>
    );
  }
  return conversation.pinned ? <Pin aria-hidden="true" size={13} className="flex-none text-muted" /> : null;
}

async function change(id: string, patch: { title?: string; pinned?: boolean }): Promise<void> {
  try {
    await patchConversation(id, patch);
    tellTabs(null);
  } catch (thrown) {
    showToast({ tone: 'error', text: `That was not saved. ${toAppError(thrown).message}` });
  }
}

function toItems(conversation: Conversation, isCurrent: boolean, onRename: () => void): MenuItem[] {
  const { conversation_id: id, title, pinned } = conversation;
  return [
    { label: 'Rename', icon: <Pencil aria-hidden="true" size={16} />, onSelect: onRename },
    {
      label: pinned ? 'Unpin' : 'Pin',
      icon: pinned ? <PinOff aria-hidden="true" size={16} /> : <Pin aria-hidden="true" size={16} />,
      onSelect: () => void change(id, { pinned: !pinned }),
    },
    { label: 'Export as Markdown', icon: <Download aria-hidden="true" size={16} />, onSelect: () => download(id, 'md') },
    { label: 'Export as JSON', icon: <Download aria-hidden="true" size={16} />, onSelect: () => download(id, 'json') },
    {
      label: 'Delete',
      icon: <Trash2 aria-hidden="true" size={16} />,
      isDanger: true,
      onSelect: () => {
        deleteConversation(id, title);
        if (isCurrent) showConversation(null, 'replace');
      },
    },
  ];
}

function download(id: string, format: 'md' | 'json'): void {
  const link = document.createElement('a');
  link.href = toUrl('exportConversation', { params: { id }, query: { format } });
  link.download = `${id}.${format}`;
  link.click();
}
