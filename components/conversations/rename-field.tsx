'use client';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useEscape } from '../ui/use-escape.ts';

/** `onDone` gets the new title, or `null` when it stays as it is. */
export function RenameField({ title, onDone }: { title: string; onDone(title: string | null): void }) {
  const field = useRef<HTMLInputElement>(null);
  const isDone = useRef(false);
  useEffect(() => {
    // The menu gives the focus back to its button first.
    const timer = setTimeout(() => field.current?.select());
    return () => clearTimeout(timer);
  }, []);
  const finish = (value: string | null) => {
    if (isDone.current) return;
    isDone.current = true;
    const next = value?.trim() ?? '';
    onDone(next === '' || next === title ? null : next);
  };
  useEscape(field, () => finish(null));
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) finish(event.currentTarget.value);
  };
  return (
    <input
      ref={field}
      dir="auto"
      aria-label="Conversation title"
      className="field"
      maxLength={200}
      defaultValue={title}
      onKeyDown={onKeyDown}
      onBlur={(event) => finish(event.currentTarget.value)}
    />
  );
}
