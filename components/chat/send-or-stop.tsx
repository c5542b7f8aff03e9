import { ArrowUp, Square } from 'lucide-react';
import { useRef } from 'react';
import { useChat } from '../../lib/client/chat.ts';
import { focusComposer, focusHome, isTouch } from '../../lib/client/composer.ts';
import { useFocusHome } from '../ui/use-focus-home.ts';
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

const STOP_ID = 'stop';

/** From there one key stops the answer, and none does by mistake. */
export function focusStop(): void {
  document.getElementById(STOP_ID)?.focus();
}

/** Whoever stops an answer wants to write on. */
export function stopByHand(runId: string): void {
  if (!isTouch()) focusComposer();
  void stopRun(runId);
}

function StopButton({ runId }: { runId: string }) {
  const isStopping = useChat((state) => runId in state.stopping);
  const button = useRef<HTMLButtonElement>(null);
  useFocusHome(button, focusHome);
  return (
    <button
      ref={button}
      id={STOP_ID}
      type="button"
      aria-label="Stop"
      aria-keyshortcuts="Escape"
      title="Stop (Esc)"
      className="send-button"
      disabled={isStopping}
      onClick={() => stopByHand(runId)}
    >
      <Square aria-hidden="true" size={14} fill="currentColor" className={isStopping ? 'pulse' : ''} />
    </button>
  );
}
