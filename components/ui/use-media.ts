import { useCallback, useSyncExternalStore } from 'react';

/** Whether a media query holds now; on the server it does not. */
export function useMedia(query: string): boolean {
  const listen = useCallback(
    (onChange: () => void) => {
      const media = globalThis.matchMedia(query);
      media.addEventListener('change', onChange);
      return () => media.removeEventListener('change', onChange);
    },
    [query],
  );
  return useSyncExternalStore(
    listen,
    () => globalThis.matchMedia(query).matches,
    () => false,
  );
}
