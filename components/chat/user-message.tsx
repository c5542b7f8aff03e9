'use client';
import { Pencil } from 'lucide-react';
import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
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
  const editButton = useRef<HTMLButtonElement>(null);
  const cancel = () => {
    // The button is there again once the field is gone.
    flushSync(() => setEditing(false));
    editButton.current?.focus();
  };
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
    <article
      id={message.message_id}
      aria-label="You"
      data-role="user"
      data-status={message.status}
      className="group/message pt-3"
    >
      <MessageFiles files={message.attachments} />
      {isEditing ? (
        <EditMessage text={message.content} onCancel={cancel} onSend={resend} />
      ) : (
        <>
          <div className="flex justify-end">
            <div className="bubble">{message.content}</div>
          </div>
          <div className="actions question-actions hover-actions justify-end">
            <BranchSwitch item={item} />
            <CopyButton text={message.content} label="Copy message" />
            <IconButton ref={editButton} label="Edit message" onClick={() => setEditing(true)}>
              <Pencil size={16} />
            </IconButton>
          </div>
        </>
      )}
    </article>
  );
}
