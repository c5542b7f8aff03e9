import { expect, it } from 'vitest';
import { AppError, type ErrorCode } from '../../contract/errors.ts';
import { toTranscribeFault } from './transcribe-fault.ts';

it.each<[ErrorCode, string]>([
  ['TOO_LARGE', 'too_long'],
  ['VALIDATION_FAILED', 'nothing_heard'],
  ['BACKEND_DOWN', 'no_connection'],
  ['SPEECH_UNAVAILABLE', 'recogniser_failed'],
])('%s is told as %s', (code, fault) => {
  expect(toTranscribeFault(new AppError(code))).toBe(fault);
});
