import type { ReactNode } from 'react';

type ListNoteProps = {
  role?: 'alert' | 'status';
  title?: string;
  text: string;
  /** What can be done about it. */
  children?: ReactNode;
};

/** Stands where a list has nothing to show. */
export function ListNote({ role, title, text, children }: ListNoteProps) {
  return (
    <div role={role} className="grid flex-1 content-start justify-items-center gap-1 px-4 py-12 text-center">
      {title !== undefined && <p className="text-lg font-medium">{title}</p>}
      <p className="max-w-md text-muted">{text}</p>
      {children && <div className="mt-2 flex flex-wrap justify-center gap-2">{children}</div>}
    </div>
  );
}
