'use client';
import { Paperclip } from 'lucide-react';
import { type KeyboardEvent, lazy, Suspense } from 'react';
import { NEW_CHAT } from '../../lib/client/chat-store.ts';
import { COMPOSER_ID, isTouch } from '../../lib/client/composer.ts';
import {
  type DraftFile,
  queueDraft,
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
import { SendOrStop } from './send-or-stop.tsx';
import { useAutosize } from './use-autosize.ts';
import { useDraft } from './use-draft.ts';

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
            {isTooLong && `${plural(text.length - DEFAULT_MAX_MESSAGE_CHARS, 'character')} too long`}
          </span>
          {isBusy && !isEmpty && (
            <button type="submit" className="button" disabled={isTooLong}>
              Queue
            </button>
          )}
          <Suspense fallback={<span className="w-[72px] pointer-coarse:w-[88px]" />}>
            <VoiceButtons />
          </Suspense>
          <SendOrStop runId={runId} isDisabled={isEmpty || isTooLong || isSending} />
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
