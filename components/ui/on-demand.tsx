'use client';
import { type ComponentType, lazy, useState } from 'react';

/**
 * A component whose code is fetched when it is first shown, or ahead of that by `preload`. Where the code is there it is shown at
 * once: `lazy` alone would show the fallback for a moment even then.
 */
export function onDemand<P extends object>(load: () => Promise<{ default: ComponentType<P> }>) {
  let loaded: ComponentType<P> | null = null;
  const fetchCode = async () => {
    const module = await load();
    loaded = module.default;
    return module;
  };
  const Lazy: ComponentType<P> = lazy(fetchCode);
  return {
    Component(props: P) {
      const [Shown] = useState<ComponentType<P>>(() => loaded ?? Lazy);
      return <Shown {...props} />;
    },
    /** When it fails, showing the component tries again. */
    preload(): void {
      fetchCode().catch(() => {});
    },
  };
}
