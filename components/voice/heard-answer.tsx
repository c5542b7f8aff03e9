import type { ReactNode } from 'react';

type HeardAnswerProps = { text: string; heardChars: number; render(text: string): ReactNode };

/** An answer that was spoken and interrupted: what was heard, and what was not. Later answers know only the first. */
export function HeardAnswer({ text, heardChars, render }: HeardAnswerProps) {
  const heard = text.slice(0, heardChars).trimEnd();
  const rest = text.slice(heardChars).trimStart();
  return (
    <>
      {heard !== '' && render(heard)}
      <p className="heard-mark">{heard === '' ? 'Interrupted before it was heard' : 'Interrupted here'}</p>
      {rest !== '' && (
        <div data-testid="unheard" className="unheard">
          {render(rest)}
        </div>
      )}
    </>
  );
}
