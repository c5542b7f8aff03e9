'use client';
import { useHealth } from '../../lib/client/queries.ts';

/** What works without a language model: computed, not written. */
const OFFLINE_EXAMPLES = [
  'What is 15 % of 1,249?',
  'Remind me to call Ana on Friday',
  'Run this Python: sum(range(101))',
  'What is due this week?',
];
const MODEL_EXAMPLES = [
  'Explain how a vaccine works, simply',
  'Plan a move in five steps and keep them as tasks',
  'Draw the first twenty squares with Python',
  'What is 15 % of 1,249?',
];

export function EmptyState({ onPick }: { onPick(text: string): void }) {
  const { data } = useHealth();
  const isOffline = data?.services.supervisor !== 'healthy';
  return (
    <div className="column grid min-h-0 flex-1 content-center gap-6 overflow-y-auto py-6">
      <p className="text-[26px] leading-tight font-semibold tracking-tight">What can I do for you?</p>
      {data && isOffline && (
        <p className="text-[15px] text-muted">
          No language model is configured: the built-in assistant calculates, runs code, keeps tasks, and quotes your files and
          web pages. Add a key to get full answers.
        </p>
      )}
      <ul aria-label="Examples" className="grid gap-2 sm:grid-cols-2">
        {(isOffline ? OFFLINE_EXAMPLES : MODEL_EXAMPLES).map((text) => (
          <li key={text}>
            <button
              type="button"
              className="min-h-12 w-full rounded-xl border border-line bg-raised px-4 py-3 text-left text-[15px] leading-snug hover:bg-hover"
              onClick={() => onPick(text)}
            >
              {text}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
