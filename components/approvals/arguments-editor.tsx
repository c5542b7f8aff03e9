'use client';
import { useEffect, useId, useRef, useState } from 'react';
import { toCodeLanguage, toProgram } from '../../lib/client/code-report.ts';
import { parseArguments } from '../../lib/client/edited-arguments.ts';
import type { FieldIssue } from '../../lib/contract/errors.ts';
import type { JsonObject } from '../../lib/contract/primitives.ts';
import { useEscape } from '../ui/use-escape.ts';

type ArgumentsEditorProps = {
  tool: string;
  initial: JsonObject;
  /** What the server refused of the arguments that were sent. */
  problems: readonly FieldIssue[];
  isBusy: boolean;
  onApprove(edited: JsonObject): void;
  onCancel(): void;
};

/** Edits a program as a program, everything else as JSON. */
export function ArgumentsEditor({ tool, initial, problems, isBusy, onApprove, onCancel }: ArgumentsEditorProps) {
  const isProgram = toCodeLanguage(tool) !== null;
  const [text, setText] = useState(() => (isProgram ? toProgram(initial) : JSON.stringify(initial, null, 2)));
  const form = useRef<HTMLFormElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const problemsId = useId();
  const parsed = isProgram ? { arguments: { ...initial, code: text } } : parseArguments(text);
  const isValid = 'arguments' in parsed;
  useEffect(() => field.current?.focus(), []);
  useEscape(form, onCancel);
  return (
    <form
      ref={form}
      className="grid gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (isValid) onApprove(parsed.arguments);
      }}
    >
      <textarea
        ref={field}
        aria-label={isProgram ? 'Program' : 'Arguments as JSON'}
        aria-invalid={!isValid || problems.length > 0}
        aria-describedby={problemsId}
        spellCheck={false}
        rows={Math.min(16, text.split('\n').length + 1)}
        className="field font-mono text-[13px]!"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <ul id={problemsId} aria-live="polite" className="grid gap-0.5 text-[13px] text-danger">
        {!isValid && <li>{parsed.problem}</li>}
        {isValid &&
          problems.map(({ path, reason }) => (
            <li key={`${path} ${reason}`}>
              <code className="font-mono">{path}</code> {reason}
            </li>
          ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <button type="submit" className="button button-primary" disabled={!isValid || isBusy}>
          Approve with changes
        </button>
        <button type="button" className="button" onClick={onCancel}>
          Cancel
        </button>
      </div>
    </form>
  );
}
