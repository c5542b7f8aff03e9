import { describe, expect, it } from 'vitest';
import { AppError, ERROR_CODES, ERROR_TABLE, toAppError, toErrorBody, validationFailed } from './errors.ts';
import { errorBody } from './events.ts';

describe('errors', () => {
  it.each(ERROR_CODES)('%s has the wire form of the contract', (code) => {
    const error = new AppError(code, { details: { run_id: 'run_a' } });
    expect(error.status).toBe(ERROR_TABLE[code].status);
    expect(errorBody.parse(toErrorBody(error))).toEqual({
      error: ERROR_TABLE[code].publicMessage,
      code,
      details: { run_id: 'run_a' },
    });
  });

  it('of unknown causes say nothing about the cause', () => {
    const cause = new Error('password of postgres://user:secret@db is wrong');
    const error = toAppError(cause, 'req-1');
    expect(error.cause).toBe(cause);
    expect(toErrorBody(error)).toEqual({
      error: ERROR_TABLE.INTERNAL.publicMessage,
      code: 'INTERNAL',
      details: { request_id: 'req-1' },
    });
    expect(toAppError(error)).toBe(error);
  });

  it('of validation name every field', () => {
    const issues = [{ path: 'message', reason: 'is required' }];
    expect(toErrorBody(validationFailed(issues))).toMatchObject({ code: 'VALIDATION_FAILED', details: { issues } });
  });
});
