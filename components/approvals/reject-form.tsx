'use client';
import { useEffect, useRef, useState } from 'react';
import { useEscape } from '../ui/use-escape.ts';

type RejectFormProps = { isBusy: boolean; onReject(reason: string): void; onCancel(): void };

const MOST_CHARS = 1_000;

export function RejectForm({ isBusy, onReject, onCancel }: RejectFormProps) {
  const [reason, setReason] = useState('');
  const form = useRef<HTMLFormElement>(null);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  useEscape(form, onCancel);
  return (
    <form
      ref={form}
      className="flex flex-wrap gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        onReject(reason.trim());
      }}
    >
      <input
        ref={field}
        type="text"
        aria-label="Why not (the agent reads it)"
        placeholder="Why not? The agent reads it (optional)"
        maxLength={MOST_CHARS}
        className="field min-w-0 flex-1 basis-56"
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <button type="submit" className="button text-danger" disabled={isBusy}>
        Reject
      </button>
      <button type="button" className="button" onClick={onCancel}>
        Cancel
      </button>
    </form>
  );
}
