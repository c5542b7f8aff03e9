'use client';
import { memo, useMemo, useRef } from 'react';
import { z } from 'zod';
import { type BlockSplit, hasDefinitions, splitBlocks } from '../../lib/client/markdown-blocks.ts';
import { type UnsupportedClaim, unsupportedClaim } from '../../lib/contract/chat.ts';
import { renderMarkdown } from './render-markdown.tsx';

type MarkdownProps = {
  text: string;
  isStreaming: boolean;
  /** `unsupported_claims` of the answer, as they are stored. */
  claims?: unknown;
};

const claimList = z.array(unsupportedClaim).catch([]);
const NO_CLAIMS: readonly UnsupportedClaim[] = [];

/** Renders a growing text; blocks that are final are parsed once. */
export default function Markdown({ text, isStreaming, claims }: MarkdownProps) {
  const before = useRef<BlockSplit | undefined>(undefined);
  const blocks = useMemo(() => {
    if (!isStreaming && hasDefinitions(text)) return [text];
    before.current = splitBlocks(text, before.current);
    return before.current.blocks;
  }, [text, isStreaming]);
  const claimsOfBlocks = useMemo(
    () => divideClaims(blocks, isStreaming ? [] : claimList.parse(claims)),
    [blocks, isStreaming, claims],
  );
  return (
    <>
      <div className="prose" data-testid="markdown">
        {blocks.map((block, index) => (
          <Block
            // Blocks only ever grow at the end, so their place is their identity.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            key={index}
            text={block}
            isOpen={isStreaming && index === blocks.length - 1}
            claims={claimsOfBlocks[index] ?? NO_CLAIMS}
          />
        ))}
      </div>
      {claimsOfBlocks.length > 0 && (
        <p className="mt-2 text-[13px] text-muted">
          <u className="doubtful">Underlined</u>: not found in the sources, or they say otherwise. Check it before you rely on it.
        </p>
      )}
    </>
  );
}

type BlockProps = { text: string; isOpen: boolean; claims: readonly UnsupportedClaim[] };

const Block = memo(function Block({ text, isOpen, claims }: BlockProps) {
  return renderMarkdown(text, isOpen, claims);
});

/** The claims of each block, counted in it; nothing at all when there are none. */
function divideClaims(blocks: readonly string[], claims: readonly UnsupportedClaim[]): (readonly UnsupportedClaim[])[] {
  if (claims.length === 0) return [];
  let from = 0;
  return blocks.map((block) => {
    const own = claims
      .filter(({ start, end }) => start < from + block.length && end > from)
      .map((claim) => ({ ...claim, start: claim.start - from, end: claim.end - from }));
    from += block.length;
    return own.length === 0 ? NO_CLAIMS : own;
  });
}
