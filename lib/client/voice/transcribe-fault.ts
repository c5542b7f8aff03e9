import { toAppError } from '../../contract/errors.ts';
import type { VoiceFault } from './voice-fault.ts';

/** Why a recording gave no words. */
export function toTranscribeFault(thrown: unknown): VoiceFault {
  const { code } = toAppError(thrown);
  if (code === 'TOO_LARGE') return 'too_long';
  if (code === 'BACKEND_DOWN') return 'no_connection';
  // Too short or without a sound: nothing that could be understood.
  return code === 'VALIDATION_FAILED' ? 'nothing_heard' : 'recogniser_failed';
}
