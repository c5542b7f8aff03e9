'use client';
import { type ComponentProps, createContext, useContext } from 'react';
import { toMarkedNumbers } from '../../lib/shared/citation-numbers.ts';
import type { NumberedSources } from '../../lib/shared/cite-sources.ts';
import { HoverCard } from '../ui/hover-card.tsx';
import { SourceLink } from './source-link.tsx';
import { SupportNote } from './support-note.tsx';

/** The sources that the text inside may cite. */
export const CitationContext = createContext<NumberedSources>({ numbers: new Map(), sources: [] });

type CitationMarkProps = ComponentProps<'cite'> & { node?: unknown; 'data-indexes'?: unknown };

/** `[n, m]` of an answer: a chip for each source, or the plain text where no source has such a number. */
export function CitationMark({ children, 'data-indexes': indexes }: CitationMarkProps) {
  const { numbers } = useContext(CitationContext);
  const marked = toMarkedNumbers(String(indexes));
  if (!marked.some((index) => numbers.has(index))) return children;
  // biome-ignore lint/suspicious/noArrayIndexKey: a mark never changes
  return marked.map((index, place) => <Chip key={place} index={index} />);
}

function Chip({ index }: { index: number }) {
  const { numbers, sources } = useContext(CitationContext);
  const citation = sources.find((item) => item.index === index);
  // What it says is not known before the answer is complete.
  if (!citation) return numbers.has(index) ? <span className="cite">{numbers.get(index)}</span> : `[${index}]`;
  return (
    <HoverCard
      label={`Source ${citation.shown}: ${citation.title}`}
      trigger={citation.shown}
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
