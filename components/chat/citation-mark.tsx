'use client';
import { type ComponentProps, createContext, useContext } from 'react';
import type { Citation } from '../../lib/client/run-outputs.ts';
import { HoverCard } from '../ui/hover-card.tsx';
import { SourceLink } from './source-link.tsx';
import { SupportNote } from './support-note.tsx';

/** The sources that the text inside may cite. */
export const CitationContext = createContext<readonly Citation[]>([]);

type CitationMarkProps = ComponentProps<'cite'> & { node?: unknown; 'data-index'?: unknown };

/** `[n]` of an answer: a chip that shows the source, or the plain text while no source has that number. */
export function CitationMark({ children, 'data-index': index }: CitationMarkProps) {
  const citation = useContext(CitationContext).find((item) => item.index === Number(index));
  if (!citation) return children;
  return (
    <HoverCard
      label={`Source ${citation.index}: ${citation.title}`}
      trigger={citation.index}
      className={`cite ${citation.support === undefined ? '' : `cite-${citation.support}`}`}
    >
      <span className="block font-medium">{citation.title}</span>
      {citation.quote !== '' && <q className="mt-1 line-clamp-6 text-muted">{citation.quote}</q>}
      <SupportNote support={citation.support} />
      <span className="mt-2 block">
        <SourceLink citation={citation} />
      </span>
    </HoverCard>
  );
}
