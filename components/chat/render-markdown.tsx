import type { Element, Root, Text } from 'hast';
import { toJsxRuntime } from 'hast-util-to-jsx-runtime';
import type { Html, Parents } from 'mdast';
import type { ReactNode } from 'react';
import { Fragment, jsx, jsxs } from 'react/jsx-runtime';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import remend from 'remend';
import { unified } from 'unified';
import type { UnsupportedClaim } from '../../lib/contract/chat.ts';
import { CitationMark } from './citation-mark.tsx';
import { citationMarks } from './citation-marks.ts';
import { CodeBlock } from './code-block.tsx';
import { DoubtfulClaim } from './doubtful-claim.tsx';
import { ForeignImage } from './foreign-image.tsx';
import { markClaims } from './mark-claims.ts';
import { SafeLink } from './safe-link.tsx';
import { ScrollTable } from './scroll-table.tsx';
import { texText } from './tex-text.ts';

const processor = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(texText)
  .use(remarkRehype, { handlers: { html: toText }, clobberPrefix: 'md-' })
  .use(citationMarks);

/** HTML in an answer is text; only the line break, common in tables, is more. */
function toText(_: unknown, node: Html, parent: Parents | undefined): Element | Text {
  if (/^<br\s*\/?>$/i.test(node.value)) return { type: 'element', tagName: 'br', properties: {}, children: [] };
  const text: Text = { type: 'text', value: node.value };
  const isInline = parent !== undefined && parent.type !== 'root' && parent.type !== 'blockquote' && parent.type !== 'listItem';
  return isInline ? text : { type: 'element', tagName: 'p', properties: {}, children: [text] };
}

const NO_CLAIMS: readonly UnsupportedClaim[] = [];

/**
 * `isOpen`: the text is still growing, so that unfinished marks at its end are completed. `claims` are underlined; they count in
 * `text`. Never throws on any text.
 */
export function renderMarkdown(text: string, isOpen: boolean, claims = NO_CLAIMS): ReactNode {
  const source = isOpen ? remend(text, { linkMode: 'text-only', images: false }) : text;
  const parsed = processor.parse(source);
  markClaims(parsed, claims, source);
  const tree = processor.runSync(parsed) as Root;
  return toJsxRuntime(tree, {
    Fragment,
    jsx,
    jsxs,
    components: {
      a: SafeLink,
      cite: CitationMark,
      u: DoubtfulClaim,
      img: ForeignImage,
      table: ScrollTable,
      pre: ({ node }) => <CodeBlock node={node} isOpen={isOpen && !isClosed(text)} />,
      h1: 'h2',
      input: ({ checked }) => (
        <input type="checkbox" aria-label={checked ? 'Done' : 'Open'} checked={checked ?? false} disabled />
      ),
    },
    passNode: true,
  });
}

function isClosed(text: string): boolean {
  return /\n {0,3}(?:`{3,}|~{3,})\s*$/.test(text);
}
