import type { BrowserVoiceSession } from '../../lib/client/voice/create-browser-voice.ts';
import type { VoiceState } from '../../lib/client/voice/voice-state.ts';
import { FAULT_WORDS } from './voice-words.ts';

/** What went wrong, in words that help; typing works in every case. */
export function VoiceFaultNote({ session, voice }: { session: BrowserVoiceSession; voice: VoiceState }) {
  const fault = voice.phase === 'error' ? voice.fault : voice.notice;
  if (fault === null) return null;
  const { title, help } = FAULT_WORDS[fault];
  const isError = voice.phase === 'error';
  const canRetry = isError && fault !== 'unsupported' && fault !== 'no_recogniser' && fault !== 'no_detector';
  return (
    <div role={isError ? 'alert' : 'status'} className={`voice-fault ${isError ? 'voice-fault-error' : ''}`}>
      <p className="min-w-0 flex-1 basis-56">
        <strong className="font-semibold">{title}.</strong> {help} {isError && 'You can always type.'}
      </p>
      {canRetry && voice.mode === 'hands_free' && (
        <button type="button" className="button text-ink" onClick={() => session.press()}>
          Try again
        </button>
      )}
    </div>
  );
}
