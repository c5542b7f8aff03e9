'use client';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { isTouch } from '../../lib/client/composer.ts';
import { isComposing } from '../../lib/client/escape-layers.ts';
import { useEscape } from '../ui/use-escape.ts';

type EditMessageProps = { text: string; onCancel(): void; onSend(text: string): void };

export function EditMessage({ text, onCancel, onSend }: EditMessageProps) {
  const [value, setValue] = useState(text);
  const form = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(text.length, text.length);
  }, [text]);
  useEscape(form, onCancel);
  const isEmpty = value.trim() === '';
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !event.shiftKey && !isComposing(event.nativeEvent) && !isTouch()) {
      event.preventDefault();
      if (!isEmpty) onSend(value);
    }
  };
  return (
    <div ref={form} className="rounded-2xl bg-bubble p-3">
      <textarea
        ref={field}
        aria-label="Edit message text"
        className="composer-field max-h-[50dvh]"
        value={value}
        onChange={(event) => setValue(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="mt-2 flex justify-end gap-2">
        <button type="button" className="button" onClick={onCancel}>
          Cancel
        </button>
        <button type="button" className="button button-primary" disabled={isEmpty} onClick={() => onSend(value)}>
          Send edited
        </button>
      </div>
    </div>
  );
}
