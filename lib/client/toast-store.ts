import { nanoid } from 'nanoid';
import { create } from 'zustand';

export type Toast = {
  id: string;
  tone: 'info' | 'error';
  text: string;
  action?: { label: string; run(): void };
};

type NewToast = Omit<Toast, 'id'> & {
  /** Milliseconds; errors stay longer. */
  forMs?: number;
};

const SHOWN_MS = { info: 4_000, error: 8_000 };
const MOST = 3;

export const useToasts = create<{ toasts: Toast[] }>(() => ({ toasts: [] }));

/** Shows a short message; returns how to take it away. */
export function showToast({ forMs, ...toast }: NewToast): () => void {
  const id = nanoid();
  const dismiss = () => useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((item) => item.id !== id) }));
  useToasts.setState(({ toasts }) => ({ toasts: [...toasts, { id, ...toast }].slice(-MOST) }));
  setTimeout(dismiss, forMs ?? SHOWN_MS[toast.tone]);
  return dismiss;
}
