import { Pencil, X } from 'lucide-react';
import { IconButton } from '../ui/icon-button.tsx';

type QueuedMessageProps = {
  text: string;
  /** An answer is still being written. */
  isWaiting: boolean;
  onEdit(): void;
  onRemove(): void;
  onSendNow(): void;
};

export function QueuedMessage({ text, isWaiting, onEdit, onRemove, onSendNow }: QueuedMessageProps) {
  return (
    <section
      aria-label="Queued message"
      className="mb-2 flex items-center gap-1 rounded-xl border border-line bg-side py-1 pr-1 pl-4 text-sm"
    >
      <span className="flex-none text-muted">{isWaiting ? 'Next:' : 'Not sent yet:'}</span>
      <span className="min-w-0 flex-1 truncate">{text}</span>
      {!isWaiting && (
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
    </section>
  );
}
