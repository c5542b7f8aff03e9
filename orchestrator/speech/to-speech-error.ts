import { SpeechError, type SpeechErrorKind } from '../core/speech.ts';

const LONGEST_RETRY_AFTER_MS = 10 * 60_000;

function toKind(status: number): SpeechErrorKind {
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 402) return 'payment';
  if (status === 429) return 'rate_limited';
  if (status === 408) return 'timeout';
  // Of the audio or the text: not found (a model) and conflicts are not the caller's fault.
  if ([400, 413, 415, 422].includes(status)) return 'rejected';
  return 'unavailable';
}

/** An HTTP answer that is none of the 2xx. */
export function toSpeechError(status: number, retryAfter: string | null | undefined): SpeechError {
  const seconds = Number(retryAfter ?? Number.NaN);
  const waitMs = Number.isNaN(seconds) ? Date.parse(retryAfter ?? '') - Date.now() : seconds * 1_000;
  return new SpeechError(toKind(status), {
    status,
    ...(waitMs > 0 ? { retryAfterMs: Math.min(waitMs, LONGEST_RETRY_AFTER_MS) } : {}),
  });
}
