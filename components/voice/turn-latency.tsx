import { ChevronRight } from 'lucide-react';
import { formatDuration } from '../../lib/client/format.ts';
import { type TurnTiming, toStageDurations } from '../../lib/client/voice/turn-timing.ts';
import { STAGE_WORDS } from './voice-words.ts';

const SHOWN_EARLIER = 5;

/** How long each stage of the newest turn took, and of some before it. */
export function TurnLatency({ timings }: { timings: readonly TurnTiming[] }) {
  const complete = timings.filter((timing) => toStageDurations(timing).length > 1).toReversed();
  const [newest, ...earlier] = complete;
  if (!newest) return null;
  return (
    <details className="turn-latency group/turn">
      <summary>
        <span className="flex items-center gap-1">
          <ChevronRight aria-hidden="true" size={14} className="flex-none transition-transform group-open/turn:rotate-90" />
          Answered in {formatDuration(toTotal(newest))}
        </span>
      </summary>
      <Stages timing={newest} />
      {earlier.slice(0, SHOWN_EARLIER).map((timing) => (
        <div key={timing.turn} className="mt-2">
          Before that in {formatDuration(toTotal(timing))}
          <Stages timing={timing} />
        </div>
      ))}
    </details>
  );
}

function toTotal(timing: TurnTiming): number {
  return toStageDurations(timing).reduce((sum, { ms }) => sum + ms, 0);
}

function Stages({ timing }: { timing: TurnTiming }) {
  const stages = toStageDurations(timing);
  const total = toTotal(timing);
  return (
    <>
      <span aria-hidden="true" className="turn-bar">
        {stages.map(({ mark, ms }) => (
          <span key={mark} data-mark={mark} style={{ flexGrow: Math.max(ms, total / 100) }} />
        ))}
      </span>
      <span className="flex flex-wrap gap-x-3">
        {stages.map(({ mark, ms }) => (
          <span key={mark} className="turn-stage" data-mark={mark}>
            {STAGE_WORDS[mark]} {formatDuration(ms)}
          </span>
        ))}
      </span>
    </>
  );
}
