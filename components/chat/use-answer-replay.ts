import { useState } from 'react';
import { isActive, type RunView } from '../../lib/client/run-view.ts';
import { type Replay, useRunReplay } from '../../lib/client/use-run-replay.ts';

export type AnswerDetails = {
  /** `null`: not asked for yet. */
  replay: Replay | null;
  open(): void;
};

/** What happened in the run of an answer: as it was seen live, else read from its log once someone asks. */
export function useAnswerReplay(runId: string | null, live: RunView | undefined): AnswerDetails {
  const [isWanted, setWanted] = useState(false);
  const isKnown = live !== undefined && !isActive(live.status);
  const stored = useRunReplay(isWanted && !isKnown ? runId : null);
  return { replay: isKnown ? { state: 'read', run: live } : stored, open: () => setWanted(true) };
}
