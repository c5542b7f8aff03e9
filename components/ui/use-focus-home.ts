import { type RefObject, useLayoutEffect, useRef } from 'react';

/** When this goes away with the focus in it, `home` is called, so that the next key is not lost. */
export function useFocusHome(element: RefObject<Element | null>, home: () => void): void {
  const latest = useRef(home);
  latest.current = home;
  useLayoutEffect(() => {
    const node = element.current;
    return () => {
      if (!node?.contains(document.activeElement)) return;
      // What takes its place is there after this commit.
      queueMicrotask(() => {
        if (document.activeElement === document.body || document.activeElement === null) latest.current();
      });
    };
  }, [element]);
}
