'use client';
import type { Element, ElementContent } from 'hast';
import { CodeView } from '../ui/code-view.tsx';

type CodeBlockProps = {
  node?: Element | undefined;
  /** Still being written. */
  isOpen: boolean;
};

/** A fenced block of an answer. */
export function CodeBlock({ node, isOpen }: CodeBlockProps) {
  const code = node?.children.find((child): child is Element => child.type === 'element' && child.tagName === 'code');
  const text = textOf(code?.children ?? []).replace(/\n$/, '');
  const language = languageOf(code);
  return <CodeView text={text} language={language ?? 'text'} isOpen={isOpen} />;
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
