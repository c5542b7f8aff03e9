import { useEffect, useRef, useState } from 'react';
import { setDraft, useDrafts } from '../../lib/client/drafts-store.ts';

const SAVE_AFTER_MS = 250;

/** The text of the field; saved shortly after the last key, at once when the conversation or page is left. */
export function useDraft(key: string): [string, (text: string) => void] {
  const saved = useDrafts((state) => state.drafts[key] ?? '');
  const [text, setText] = useState(saved);
  const latest = useRef(text);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const change = (next: string) => {
    setText(next);
    latest.current = next;
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = setTimeout(() => save(), next === '' ? 0 : SAVE_AFTER_MS);
  };
  const save = () => {
    if (timer.current === null) return;
    clearTimeout(timer.current);
    timer.current = null;
    setDraft(key, latest.current);
  };
  // What another part puts into the draft (a message that could not be sent) appears in the field.
  useEffect(() => {
    if (timer.current !== null) return;
    latest.current = saved;
    setText(saved);
  }, [saved]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `save` reads refs; it must run for the key that is left
  useEffect(() => {
    globalThis.addEventListener('pagehide', save);
    return () => {
      globalThis.removeEventListener('pagehide', save);
      save();
    };
  }, [key]);
  return [text, change];
}
