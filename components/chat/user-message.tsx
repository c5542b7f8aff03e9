'use client';
import { Pencil } from 'lucide-react';
import { useState } from 'react';
import type { PathItem } from '../../lib/client/thread.ts';
import { toChosenAgent, useUi } from '../../lib/client/ui-store.ts';
import { MessageFiles } from '../files/message-files.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { BranchSwitch } from './branch-switch.tsx';
import { EditMessage } from './edit-message.tsx';
import { sendMessage } from './use-send.ts';

export function UserMessage({ item }: { item: PathItem }) {
  const { message } = item;
  const [isEditing, setEditing] = useState(false);
  const resend = (text: string) => {
    setEditing(false);
    void sendMessage({
      conversationId: message.conversation_id,
      text,
      parentId: message.parent_id,
      agent: toChosenAgent(useUi.getState(), message.conversation_id),
      files: message.attachments,
    });
  };
  return (
    <article aria-label="You" data-role="user" data-status={message.status} className="group/message py-3">
      <MessageFiles files={message.attachments} />
      {isEditing ? (
        <EditMessage text={message.content} onCancel={() => setEditing(false)} onSend={resend} />
      ) : (
        <>
          <div className="flex justify-end">
            <div className="bubble">{message.content}</div>
          </div>
          <div className="actions hover-actions justify-end">
            <BranchSwitch item={item} />
            <CopyButton text={message.content} label="Copy message" />
            <IconButton label="Edit message" onClick={() => setEditing(true)}>
              <Pencil size={16} />
            </IconButton>
          </div>
        </>
      )}
    </article>
  );
}
