import { type RefObject, useEffect, useRef } from 'react';
import { addEscapeLayer } from '../../lib/client/escape-layers.ts';

/** While `isOpen`, Esc calls `close` when nothing nearer is open. */
export function useEscape(element: RefObject<Element | null> | null, close: () => void, isOpen = true): void {
  const latest = useRef(close);
  latest.current = close;
  useEffect(() => {
    if (!isOpen) return;
    return addEscapeLayer({
      element: () => element?.current ?? null,
      close: () => {
        latest.current();
        return true;
      },
    });
  }, [element, isOpen]);
}
