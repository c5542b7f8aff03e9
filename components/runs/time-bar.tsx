import { createContext, useContext } from 'react';
import { type TimeScale, toTimeShare } from '../../lib/client/time-scale.ts';

/** Of the run that is shown; `null`: no bars. */
export const TimeScaleContext = createContext<TimeScale | null>(null);

type TimeBarProps = {
  step: { startedAt: number; durationMs?: number };
  /** As wide as the arrow of lines that open, so that all bars stand below each other. */
  hasMargin?: boolean;
};

/** When in its run a step was at work, as a picture; how long it took is written beside it. */
export function TimeBar({ step: { startedAt, durationMs }, hasMargin = false }: TimeBarProps) {
  const scale = useContext(TimeScaleContext);
  if (!scale || durationMs === undefined) return null;
  const { from, width } = toTimeShare(scale, { startedAt, durationMs });
  return (
    <span
      aria-hidden="true"
      className={`time-bar hidden @xl:block ${hasMargin ? 'mr-[18px]' : ''}`}
      title={`${Math.round(width)} % of the time`}
    >
      <span style={{ marginLeft: `min(${from}%, 100% - 3px)`, width: `${width}%` }} />
    </span>
  );
}
