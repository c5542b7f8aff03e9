import type { RunEvent } from '../../lib/contract/events.ts';
import type { EngineEvent } from '../core/engine.ts';

/** Engines may pass on what a model said; PostgreSQL cannot store U+0000, and lengths must not change. */
function storable(text: string): string {
  return text.includes('\u0000') ? text.replaceAll('\u0000', '\ufffd') : text;
}

/** Adds to an engine's event what only the run knows. `textLength`: of the answer before it. */
export function toRunEvent(
  event: Exclude<EngineEvent, { type: 'checkpoint' }>,
  runId: string,
  ts: number,
  textLength: number,
): RunEvent {
  if (event.type === 'text.delta') {
    return { type: 'text.delta', run_id: runId, ts, delta: storable(event.delta), offset: textLength };
  }
  if (event.type === 'provider.switched') {
    const { discardChars, ...switched } = event;
    return { ...switched, run_id: runId, ts, text_offset: Math.max(0, textLength - discardChars) };
  }
  return { ...event, run_id: runId, ts };
}
