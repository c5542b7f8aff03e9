import { create } from 'zustand';
import { toAppError } from '../contract/errors.ts';
import { isolate } from './isolate.ts';
import { showToast } from './toast-store.ts';

const UNDO_MS = 6_000;

type Options = {
  /** "The conversation" */
  what: string;
  /** "with its messages": what goes away with it and cannot be seen. */
  goesToo?: string;
  /** Must outlive the page. */
  remove(id: string): Promise<void>;
  /** What is shown is read anew. Never rejects. */
  onRemoved(): Promise<void>;
};

/** What is out of sight at once and deleted when the way to undo is out of sight too, or when the page is left. */
export function createDeferredDeletion({ what, goesToo, remove, onRemoved }: Options) {
  const useDoomed = create<{ doomed: Readonly<Record<string, true>> }>(() => ({ doomed: {} }));

  function forget(id: string): void {
    const { [id]: _, ...doomed } = useDoomed.getState().doomed;
    useDoomed.setState({ doomed });
  }

  async function commit(id: string): Promise<void> {
    try {
      await remove(id);
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code !== 'NOT_FOUND') showToast({ tone: 'error', text: `${what} was not deleted. ${error.message}` });
    }
    await onRemoved();
    forget(id);
  }

  globalThis.addEventListener?.('pagehide', () => {
    for (const id of Object.keys(useDoomed.getState().doomed)) void commit(id);
  });

  return {
    useDoomed,
    doom(id: string, title: string): void {
      useDoomed.setState(({ doomed }) => ({ doomed: { ...doomed, [id]: true } }));
      showToast({
        tone: 'info',
        text: `“${isolate(title)}” will be deleted${goesToo === undefined ? '' : ` ${goesToo}`}.`,
        action: { label: 'Undo', run: () => forget(id) },
        forMs: UNDO_MS,
        onGone: () => void commit(id),
      });
    },
  };
}
