import { beforeEach, describe, expect, it } from 'vitest';
import { dismissToast, runToastAction, showToast, useToasts } from './toast-store.ts';

const shown = () => useToasts.getState().toasts.map(({ text }) => text);
const idOf = (text: string) => useToasts.getState().toasts.find((toast) => toast.text === text)?.id ?? '';

describe('toasts', () => {
  let gone: string[];
  let undone: string[];
  const show = (text: string) =>
    showToast({
      tone: 'info',
      text,
      action: { label: 'Undo', run: () => undone.push(text) },
      onGone: () => gone.push(text),
    });

  beforeEach(() => {
    useToasts.setState({ toasts: [] });
    gone = [];
    undone = [];
  });

  it('tell when they are out of sight, unless their action was taken', () => {
    show('a');
    show('b');
    runToastAction(idOf('a'));
    dismissToast(idOf('b'));
    expect({ gone, undone, shown: shown() }).toEqual({ gone: ['b'], undone: ['a'], shown: [] });
  });

  it('make room for new ones, and each is gone once', () => {
    const dismiss = ['a', 'b', 'c', 'd', 'e'].map(show);
    expect(shown()).toEqual(['c', 'd', 'e']);
    expect(gone).toEqual(['a', 'b']);
    for (const take of dismiss) take();
    expect(gone).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(undone).toEqual([]);
  });
});
