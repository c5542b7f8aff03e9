import type { ReactNode } from 'react';

/** One row of the settings. */
export function Setting({ name, hint, children }: { name: string; hint: string; children?: ReactNode }) {
  return (
    <li className="flex-wrap">
      <span className="min-w-0 flex-1 basis-52">
        <span className="block font-medium">{name}</span>
        <span className="block text-sm text-muted">{hint}</span>
      </span>
      {children}
    </li>
  );
}
