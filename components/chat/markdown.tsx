'use client';
import { memo, useMemo, useRef } from 'react';
import { type BlockSplit, hasDefinitions, splitBlocks } from '../../lib/client/markdown-blocks.ts';
import { renderMarkdown } from './render-markdown.tsx';

type MarkdownProps = { text: string; isStreaming: boolean };

/** Renders a growing text; blocks that are final are parsed once. */
export default function Markdown({ text, isStreaming }: MarkdownProps) {
  const before = useRef<BlockSplit | undefined>(undefined);
  const blocks = useMemo(() => {
    if (!isStreaming && hasDefinitions(text)) return [text];
    before.current = splitBlocks(text, before.current);
    return before.current.blocks;
  }, [text, isStreaming]);
  return (
    <div className="prose" data-testid="markdown">
      {blocks.map((block, index) => (
        // Blocks only ever grow at the end, so their place is their identity.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <Block key={index} text={block} isOpen={isStreaming && index === blocks.length - 1} />
      ))}
    </div>
  );
}

const Block = memo(function Block({ text, isOpen }: { text: string; isOpen: boolean }) {
  return renderMarkdown(text, isOpen);
});
