import { ArrowUp, Square } from 'lucide-react';
import { useChat } from '../../lib/client/chat.ts';
import { focusComposer, isTouch } from '../../lib/client/composer.ts';
import { stopRun } from './use-shown-run.ts';

type SendOrStopProps = {
  /** The run that is writing now. */
  runId: string | null;
  /** Of sending. */
  isDisabled: boolean;
};

/** Stop stands exactly where send was. */
export function SendOrStop({ runId, isDisabled }: SendOrStopProps) {
  return runId === null ? <SendButton isDisabled={isDisabled} /> : <StopButton runId={runId} />;
}

function SendButton({ isDisabled }: { isDisabled: boolean }) {
  return (
    <button type="submit" aria-label="Send" title="Send" className="send-button" disabled={isDisabled}>
      <ArrowUp aria-hidden="true" size={18} />
    </button>
  );
}

function StopButton({ runId }: { runId: string }) {
  const isStopping = useChat((state) => runId in state.stopping);
  // The button goes away with the run; whoever used it wants to write on.
  const stop = () => {
    if (!isTouch()) focusComposer();
    void stopRun(runId);
  };
  return (
    <button
      type="button"
      aria-label="Stop"
      aria-keyshortcuts="Escape"
      title="Stop (Esc)"
      className="send-button"
      disabled={isStopping}
      onClick={stop}
    >
      <Square aria-hidden="true" size={14} fill="currentColor" className={isStopping ? 'pulse' : ''} />
    </button>
  );
}
