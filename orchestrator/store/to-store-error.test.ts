import { describe, expect, it } from 'vitest';
import { AppError } from '../../lib/contract/errors.ts';
import { isConnectionLost, toStoreError } from './to-store-error.ts';

const withCode = (code: string) => Object.assign(new Error('failed'), { code });

describe('errors of the database', () => {
  it.each(['ECONNREFUSED', 'ENOENT', '57P01', '57P03', '53300', '08006', '57014', '40P01'])('%s becomes NOT_READY', (code) => {
    const cause = withCode(code);
    expect(toStoreError(cause)).toMatchObject({ code: 'NOT_READY', status: 503, cause });
  });

  it.each(['53100', 'ENOSPC'])('%s becomes STORAGE_FULL, also as the cause of another error', (code) => {
    expect(toStoreError(new Error('query failed', { cause: withCode(code) }))).toMatchObject({ code: 'STORAGE_FULL' });
  });

  it.each([
    'Connection terminated unexpectedly',
    'timeout exceeded when trying to connect',
    'Connection terminated due to connection timeout',
    'Query read timeout',
  ])('“%s” becomes NOT_READY', (message) => {
    expect(toStoreError(new Error(message))).toMatchObject({ code: 'NOT_READY' });
  });

  it('lets bugs and errors of ours through', () => {
    const [syntax, bug, ours] = [withCode('42601'), new TypeError('x is undefined'), new AppError('VALIDATION_FAILED')];
    expect([syntax, bug, ours].map(toStoreError)).toEqual([syntax, bug, ours]);
  });

  it('tells a broken connection from a refused statement', () => {
    expect([withCode('57P01'), withCode('ECONNRESET'), new Error('Query read timeout')].map(isConnectionLost)).toEqual([
      true,
      true,
      true,
    ]);
    expect([withCode('23505'), withCode('40P01'), withCode('53100')].map(isConnectionLost)).toEqual([false, false, false]);
  });
});
