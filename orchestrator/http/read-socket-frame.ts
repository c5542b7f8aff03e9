import type { RawData } from 'ws';
import { AppError, validationFailed } from '../../lib/contract/errors.ts';
import { type SocketRequest, socketRequest } from '../../lib/contract/socket.ts';
import { PARSE_OPTIONS, toFieldIssues } from './to-field-issues.ts';

/** Throws `INVALID_JSON`, `UNSUPPORTED_TYPE` or `VALIDATION_FAILED`. */
export function readSocketFrame(data: RawData, isBinary: boolean): SocketRequest {
  if (isBinary) throw new AppError('UNSUPPORTED_TYPE', { message: 'Frames must be JSON text.' });
  let value: unknown;
  try {
    value = JSON.parse(data.toString());
  } catch {
    throw new AppError('INVALID_JSON', { message: 'The frame is not valid JSON.' });
  }
  const result = socketRequest.safeParse(value, PARSE_OPTIONS);
  if (!result.success) throw validationFailed(toFieldIssues(result.error.issues, 'frame'));
  return result.data;
}
