'use client';
import { ArrowUp, Paperclip, Square } from 'lucide-react';
import { type KeyboardEvent, lazy, Suspense, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useChat } from '../../lib/client/chat.ts';
import { NEW_CHAT } from '../../lib/client/chat-store.ts';
import { COMPOSER_ID, focusComposer, isTouch } from '../../lib/client/composer.ts';
import {
  type DraftFile,
  queueDraft,
  setDraft,
  setQueued,
  takeDraftFiles,
  toQueuedKey,
  unqueue,
  useDraftFiles,
  useDrafts,
} from '../../lib/client/drafts-store.ts';
import { plural } from '../../lib/client/format.ts';
import { showToast } from '../../lib/client/toast-store.ts';
import { attachFiles } from '../../lib/client/upload-attach.ts';
import { DEFAULT_MAX_MESSAGE_CHARS } from '../../lib/contract/chat.ts';
import { AttachAnywhere, ComposerFiles } from '../files/composer-files.tsx';
import { PickFilesButton } from '../files/pick-files-button.tsx';
import { VoicePlace } from '../voice/voice-place.tsx';
import { AgentPicker } from './agent-picker.tsx';
import { ConnectionNote } from './connection-note.tsx';
import { QueuedMessage } from './queued-message.tsx';
import { stopRun } from './use-shown-run.ts';

type ComposerProps = {
  /** Of the draft: the conversation id or `NEW_CHAT`. */
  storageKey: string;
  /** The run that is writing now. */
  runId: string | null;
  isSending: boolean;
  /** `filesKey`: whose files go along, when not those of the draft. */
  onSend(text: string, filesKey?: string): Promise<void>;
};

/** Not needed to type; a page that cannot load it is one without voice. */
const VoiceButtons = lazy(() =>
  import('../voice/voice-buttons.tsx').then(
    (module) => ({ default: module.VoiceButtons }),
    () => ({ default: () => <></> }),
  ),
);

export function Composer({ storageKey, runId, isSending, onSend }: ComposerProps) {
  const [text, setText] = useDraft(storageKey);
  const queued = useDrafts((state) => state.queued[storageKey]);
  const field = useAutosize(text, storageKey);
  const isBusy = runId !== null || isSending;
  const isEmpty = text.trim() === '';
  const isTooLong = text.length > DEFAULT_MAX_MESSAGE_CHARS;

  const files = useDraftFiles(storageKey);
  const submit = () => {
    if (isEmpty || isTooLong || complainsAbout(files)) return;
    setText('');
    const waitsForFiles = files.some(({ state }) => state === 'sending');
    if (isBusy || waitsForFiles) queueDraft(storageKey, text, !isBusy);
    else void onSend(text);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // 229: a key that an input method is still working with, also where `isComposing` is not set.
    const isEnter = event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing && event.keyCode !== 229;
    if (!isEnter || isTouch()) return;
    event.preventDefault();
    submit();
  };
  return (
    <div className="column pb-3">
      <ConnectionNote runId={runId} />
      <VoicePlace conversationId={storageKey === NEW_CHAT ? null : storageKey} />
      {queued !== undefined && (
        <QueuedMessage
          text={queued}
          isWaiting={isBusy}
          filesKey={toQueuedKey(storageKey)}
          onEdit={() => {
            setText(isEmpty ? queued : `${queued}\n\n${text}`);
            unqueue(storageKey);
            field.current?.focus();
          }}
          onRemove={() => {
            setQueued(storageKey, '');
            takeDraftFiles(toQueuedKey(storageKey));
          }}
          onSendNow={() => {
            setQueued(storageKey, '');
            void onSend(queued, toQueuedKey(storageKey));
          }}
        />
      )}
      <form
        className="composer"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <AttachAnywhere storageKey={storageKey} />
        <ComposerFiles storageKey={storageKey} />
        <textarea
          ref={field}
          id={COMPOSER_ID}
          aria-label="Message"
          aria-describedby={isTooLong ? `${COMPOSER_ID}-limit` : undefined}
          aria-invalid={isTooLong}
          placeholder={isBusy ? 'Write the next message…' : 'Message Cartrita'}
          rows={1}
          className="composer-field"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <div className="flex items-center gap-2">
          <PickFilesButton
            label="Attach files"
            className="icon-button -ml-2"
            onFiles={(picked) => void attachFiles(storageKey, picked)}
          >
            <Paperclip aria-hidden="true" size={18} />
          </PickFilesButton>
          <AgentPicker storageKey={storageKey} />
          <span id={`${COMPOSER_ID}-limit`} className="min-w-0 flex-1 truncate text-right text-[13px] text-danger">
            {isTooLong && `${(text.length - DEFAULT_MAX_MESSAGE_CHARS).toLocaleString('en')} characters too long`}
          </span>
          {isBusy && !isEmpty && (
            <button type="submit" className="button" disabled={isTooLong}>
              Queue
            </button>
          )}
          <Suspense fallback={<span className="w-[72px] pointer-coarse:w-[88px]" />}>
            <VoiceButtons />
          </Suspense>
          {runId === null ? <SendButton isDisabled={isEmpty || isTooLong || isSending} /> : <StopButton runId={runId} />}
        </div>
      </form>
    </div>
  );
}

/** Whether files that could not be uploaded stand in the way of sending; says so. */
function complainsAbout(files: readonly DraftFile[]): boolean {
  const failed = files.filter(({ state }) => state === 'failed').length;
  if (failed > 0)
    showToast({ tone: 'error', text: `${plural(failed, 'file was', 'files were')} not uploaded. Try again or remove them.` });
  return failed > 0;
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

const SAVE_AFTER_MS = 250;

/** The text of the field; saved shortly after the last key, at once when the conversation or page is left. */
function useDraft(key: string): [string, (text: string) => void] {
  const saved = useDrafts((state) => state.drafts[key] ?? '');
  const [text, setText] = useState(saved);
  const latest = useRef(text);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const change = (next: string) => {
    setText(next);
    latest.current = next;
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = setTimeout(() => save(), next === '' ? 0 : SAVE_AFTER_MS);
  };
  const save = () => {
    if (timer.current === null) return;
    clearTimeout(timer.current);
    timer.current = null;
    setDraft(key, latest.current);
  };
  // What another part puts into the draft (a message that could not be sent) appears in the field.
  useEffect(() => {
    if (timer.current !== null) return;
    latest.current = saved;
    setText(saved);
  }, [saved]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `save` reads refs; it must run for the key that is left
  useEffect(() => {
    globalThis.addEventListener('pagehide', save);
    return () => {
      globalThis.removeEventListener('pagehide', save);
      save();
    };
  }, [key]);
  return [text, change];
}

const CAP_PX = 220;

function useAutosize(text: string, key: string) {
  const field = useRef<HTMLTextAreaElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text decides the height
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(element.scrollHeight, CAP_PX)}px`;
  }, [text]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another conversation takes the focus here again
  useEffect(() => {
    if (!isTouch() && !document.querySelector('dialog[open]')) field.current?.focus();
  }, [key]);
  return field;
}
