import { nanoid } from 'nanoid';
import { create } from 'zustand';

export type Toast = {
  id: string;
  tone: 'info' | 'error';
  text: string;
  action?: { label: string; run(): void };
  /** How long it is shown, unless somebody is at it. */
  forMs: number;
  /** It is out of sight, and its action was not taken. */
  onGone?(): void;
};

type NewToast = Omit<Toast, 'id' | 'forMs'> & {
  /** Milliseconds; errors stay longer. */
  forMs?: number;
};

const SHOWN_MS = { info: 4_000, error: 8_000 };
const MOST = 3;

export const useToasts = create<{ toasts: Toast[] }>(() => ({ toasts: [] }));

/** Shows a short message; returns how to take it away. */
export function showToast({ forMs, ...toast }: NewToast): () => void {
  const id = nanoid();
  const toasts = [...useToasts.getState().toasts, { id, ...toast, forMs: forMs ?? SHOWN_MS[toast.tone] }];
  useToasts.setState({ toasts: toasts.slice(-MOST) });
  for (const { onGone } of toasts.slice(0, -MOST)) onGone?.();
  return () => dismissToast(id);
}

export function dismissToast(id: string): void {
  take(id)?.onGone?.();
}

export function runToastAction(id: string): void {
  take(id)?.action?.run();
}

function take(id: string): Toast | undefined {
  const { toasts } = useToasts.getState();
  useToasts.setState({ toasts: toasts.filter((toast) => toast.id !== id) });
  return toasts.find((toast) => toast.id === id);
}
