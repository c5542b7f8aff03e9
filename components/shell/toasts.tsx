'use client';
import { X } from 'lucide-react';
import { useToasts } from '../../lib/client/toast-store.ts';
import { IconButton } from '../ui/icon-button.tsx';

export function Toasts() {
  const toasts = useToasts((state) => state.toasts);
  const dismiss = (id: string) => useToasts.setState({ toasts: toasts.filter((toast) => toast.id !== id) });
  return (
    <section
      aria-label="Notifications"
      aria-live="polite"
      className="pointer-events-none fixed inset-x-3 top-3 z-40 grid justify-items-center gap-2"
    >
      {toasts.map((toast) => (
        <div
          key={toast.id}
          className={`pointer-events-auto flex max-w-[480px] items-center gap-2 rounded-xl border border-line bg-raised py-1.5 pr-1.5 pl-4 text-sm shadow-lg ${
            toast.tone === 'error' ? 'text-danger' : ''
          }`}
        >
          <span className="min-w-0 flex-1">{toast.text}</span>
          {toast.action && (
            <button
              type="button"
              className="button"
              onClick={() => {
                toast.action?.run();
                dismiss(toast.id);
              }}
            >
              {toast.action.label}
            </button>
          )}
          <IconButton label="Dismiss" onClick={() => dismiss(toast.id)}>
            <X size={16} />
          </IconButton>
        </div>
      ))}
    </section>
  );
}
