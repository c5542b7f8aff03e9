import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { isTouch } from '../../lib/client/composer.ts';

const CAP_PX = 220;

/** A field that grows with its text up to a cap; `key`: of what is written, which takes the focus when it changes. */
export function useAutosize(text: string, key: string): RefObject<HTMLTextAreaElement | null> {
  const field = useRef<HTMLTextAreaElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text decides the height
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(element.scrollHeight, CAP_PX)}px`;
  }, [text]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another conversation takes the focus here again
  useEffect(() => {
    if (isTouch()) return;
    const focus = () => field.current?.focus();
    const dialog = document.querySelector('dialog:modal');
    if (!dialog) return focus();
    dialog.addEventListener('close', focus, { once: true });
    return () => dialog.removeEventListener('close', focus);
  }, [key]);
  return field;
}
