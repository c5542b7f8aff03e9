import { ChevronRight } from 'lucide-react';

/** What the model says about its thinking, for those who want to know. */
export function Reasoning({ text }: { text: string }) {
  if (text.trim() === '') return null;
  return (
    <details className="step-details group/reasoning mb-2">
      <summary className="step-toggle">
        <ChevronRight aria-hidden="true" size={15} className="transition-transform group-open/reasoning:rotate-90" />
        Reasoning
      </summary>
      <p className="mt-1 ml-2 border-l border-line pl-4 text-sm whitespace-pre-wrap text-muted">{text.trim()}</p>
    </details>
  );
}
