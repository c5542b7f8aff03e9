'use client';
import { type ReactNode, useEffect, useState } from 'react';
import { CopyButton } from './copy-button.tsx';

/** Longer code stays plain: highlighting it would hold the page up. */
const HIGHLIGHT_LIMIT = 40_000;

type CodeViewProps = {
  text: string;
  /** As highlighters call it; `null`: plain. */
  language: string | null;
  /** What it is, where that is not its language. */
  title?: string;
  /** Still being written: highlighting waits for the end. */
  isOpen?: boolean;
  className?: string;
};

export function CodeView({ text, language, title = language ?? 'text', isOpen = false, className = '' }: CodeViewProps) {
  const highlighted = useHighlighted(text, isOpen ? null : language);
  return (
    <figure className={`code-block ${className}`}>
      <figcaption>
        <span>{title}</span>
        <CopyButton text={text} label={`Copy ${title === language ? 'code' : title.toLowerCase()}`} />
      </figcaption>
      <pre tabIndex={0} role="group" aria-label={title === language ? `Code, ${title}` : title}>
        <code>{highlighted ?? text}</code>
      </pre>
    </figure>
  );
}

function useHighlighted(text: string, language: string | null): ReactNode {
  const [result, setResult] = useState<{ text: string; content: ReactNode } | null>(null);
  useEffect(() => {
    if (language === null || text.length > HIGHLIGHT_LIMIT) return;
    let isCurrent = true;
    import('./highlight.ts')
      .then(({ highlight }) => {
        if (isCurrent) setResult({ text, content: highlight(text, language) });
      })
      .catch(() => {
        // Offline before the highlighter was loaded: plain code is still right.
      });
    return () => {
      isCurrent = false;
    };
  }, [text, language]);
  return result?.text === text ? result.content : null;
}
