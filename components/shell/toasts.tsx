'use client';
import { X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { dismissToast, runToastAction, type Toast, useToasts } from '../../lib/client/toast-store.ts';
import { IconButton } from '../ui/icon-button.tsx';

export function Toasts() {
  const toasts = useToasts((state) => state.toasts);
  return (
    <section aria-label="Notifications" aria-live="polite" className="toasts">
      {toasts.map((toast) => (
        <ToastRow key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

const LOOK_AGAIN_MS = 1_500;

function ToastRow({ toast: { id, tone, text, action, forMs } }: { toast: Toast }) {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const end = () => {
      // Nothing is taken away from under a pointer or a focus, its neighbours neither: they would move.
      if (row.current?.parentElement?.matches(':hover, :focus-within')) timer = setTimeout(end, LOOK_AGAIN_MS);
      else dismissToast(id);
    };
    let timer = setTimeout(end, forMs);
    return () => clearTimeout(timer);
  }, [id, forMs]);
  return (
    <div ref={row} className={`toast ${tone === 'error' ? 'text-danger' : ''}`}>
      <span className="min-w-0 flex-1 wrap-anywhere">{text}</span>
      {action && (
        <button type="button" className="button" onClick={() => runToastAction(id)}>
          {action.label}
        </button>
      )}
      <IconButton label="Dismiss" onClick={() => dismissToast(id)}>
        <X size={16} />
      </IconButton>
    </div>
  );
}
