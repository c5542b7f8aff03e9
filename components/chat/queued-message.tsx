import { Pencil, X } from 'lucide-react';
import { useDraftFiles } from '../../lib/client/drafts-store.ts';
import { ComposerFiles } from '../files/composer-files.tsx';
import { IconButton } from '../ui/icon-button.tsx';

type QueuedMessageProps = {
  text: string;
  /** An answer is still being written. */
  isWaiting: boolean;
  filesKey: string;
  onEdit(): void;
  onRemove(): void;
  onSendNow(): void;
};

export function QueuedMessage({ text, isWaiting, filesKey, onEdit, onRemove, onSendNow }: QueuedMessageProps) {
  const files = useDraftFiles(filesKey);
  const isSendingFiles = files.some(({ state }) => state === 'sending');
  const areFilesThere = files.every(({ state }) => state === 'stored');
  return (
    <section aria-label="Queued message" className="mb-2 rounded-xl border border-line bg-side py-1 pr-1 pl-4 text-sm">
      <ComposerFiles storageKey={filesKey} />
      <div className="flex items-center gap-1">
        <span className="flex-none text-muted">
          {isSendingFiles ? 'After its files:' : isWaiting ? 'Next:' : 'Not sent yet:'}
        </span>
        <span className="min-w-0 flex-1 truncate">{text}</span>
        {!isWaiting && areFilesThere && (
          <button type="button" className="button" onClick={onSendNow}>
            Send now
          </button>
        )}
        <IconButton label="Edit queued message" onClick={onEdit}>
          <Pencil size={15} />
        </IconButton>
        <IconButton label="Remove queued message" onClick={onRemove}>
          <X size={16} />
        </IconButton>
      </div>
    </section>
  );
}
