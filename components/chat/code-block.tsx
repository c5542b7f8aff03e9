'use client';
import type { Element, ElementContent } from 'hast';
import { toJsxRuntime } from 'hast-util-to-jsx-runtime';
import { type ReactNode, useEffect, useState } from 'react';
import { Fragment, jsx, jsxs } from 'react/jsx-runtime';
import { CopyButton } from '../ui/copy-button.tsx';

/** Longer code stays plain: highlighting it would hold the page up. */
const HIGHLIGHT_LIMIT = 40_000;

type CodeBlockProps = {
  node?: Element | undefined;
  /** Still being written: highlighting waits for the end. */
  isOpen: boolean;
};

export function CodeBlock({ node, isOpen }: CodeBlockProps) {
  const code = node?.children.find((child): child is Element => child.type === 'element' && child.tagName === 'code');
  const text = textOf(code?.children ?? []).replace(/\n$/, '');
  const language = languageOf(code);
  const highlighted = useHighlighted(text, isOpen ? null : language);
  return (
    <figure className="code-block">
      <figcaption>
        <span>{language ?? 'text'}</span>
        <CopyButton text={text} label="Copy code" />
      </figcaption>
      <pre tabIndex={0} role="group" aria-label={`Code, ${language ?? 'text'}`}>
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
        const tree = highlight(text, language);
        if (isCurrent && tree) setResult({ text, content: toJsxRuntime(tree, { Fragment, jsx, jsxs }) });
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

function languageOf(code: Element | undefined): string | null {
  const names = code?.properties.className;
  const name = Array.isArray(names) ? names.find((item) => String(item).startsWith('language-')) : undefined;
  return name === undefined ? null : String(name).slice('language-'.length).toLowerCase();
}

function textOf(children: ElementContent[]): string {
  return children
    .map((child) => (child.type === 'text' ? child.value : child.type === 'element' ? textOf(child.children) : ''))
    .join('');
}
