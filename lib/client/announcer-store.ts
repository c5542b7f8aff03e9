import { create } from 'zustand';

/** The newest sentence for screen readers; `count` makes a repeated one new. */
export const useAnnouncer = create<{ text: string; count: number }>(() => ({ text: '', count: 0 }));

export function announce(text: string): void {
  useAnnouncer.setState(({ count }) => ({ text, count: count + 1 }));
}
