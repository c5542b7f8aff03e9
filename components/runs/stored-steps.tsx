import type { Replay } from '../../lib/client/use-run-replay.ts';
import { StepList } from './step-list.tsx';

/** The steps of a finished run, once they are read. */
export function StoredSteps({ replay }: { replay: Replay | null }) {
  if (replay?.state === 'read') return <StepList steps={replay.run.steps} />;
  return (
    <p role="status" className={`py-1 pl-2 text-muted ${replay?.state === 'failed' ? '' : 'pulse'}`}>
      {replay?.state === 'failed' ? 'The steps could not be read.' : 'Reading the steps…'}
    </p>
  );
}
