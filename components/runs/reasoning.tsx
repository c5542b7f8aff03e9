import { ChevronRight } from 'lucide-react';

type ReasoningProps = {
  /** `null`: it is still to be read. */
  text: string | null;
  onOpen?(): void;
};

/** What the model says about its thinking, for those who want to know. */
export function Reasoning({ text, onOpen }: ReasoningProps) {
  if (text?.trim() === '') return null;
  return (
    <details className="step-details group/reasoning mb-2" onToggle={(event) => event.currentTarget.open && onOpen?.()}>
      <summary className="step-toggle">
        <ChevronRight aria-hidden="true" size={15} className="transition-transform group-open/reasoning:rotate-90" />
        Reasoning
      </summary>
      <p className="mt-1 ml-2 border-l border-line pl-4 text-sm whitespace-pre-wrap text-muted">
        {text === null ? 'Reading…' : text.trim()}
      </p>
    </details>
  );
}
