'use client';
import { useHealth } from '../../lib/client/queries.ts';
import { toServiceNote } from '../../lib/client/service-note.ts';
import type { HealthResponse } from '../../lib/contract/health.ts';
import { AppLink } from '../ui/app-link.tsx';

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
  const hasModel = data?.models.some(({ state }) => state === 'ready') ?? false;
  return (
    <div className="column grid min-h-0 flex-1 content-center gap-6 overflow-y-auto py-6">
      <p className="text-[26px] leading-tight font-semibold tracking-tight">What can I do for you?</p>
      {data && !hasModel && <WithoutModel health={data} />}
      <ul aria-label="Examples" className="grid gap-2 sm:grid-cols-2">
        {(hasModel ? MODEL_EXAMPLES : OFFLINE_EXAMPLES).map((text) => (
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

/** What the built-in assistant does, and what leads on: a model to connect, or why the one that there is does not answer. */
function WithoutModel({ health }: { health: HealthResponse }) {
  const isConfigured = health.models[0]?.state !== 'offline';
  return (
    <p className="text-[15px] text-muted">
      {isConfigured ? `${toServiceNote(health, undefined).text}.` : 'No language model is connected.'} The built-in assistant
      calculates, runs code, keeps tasks, and quotes your files and web pages.{' '}
      {isConfigured ? (
        <AppLink href="/status" className="text-link">
          See the status
        </AppLink>
      ) : (
        <AppLink href="/settings#language-model" className="text-link">
          Connect a model
        </AppLink>
      )}
    </p>
  );
}
