import { AppError } from '../../lib/contract/errors.ts';

/**
 * The part that a `Range` header asks for, both ends included; `null`: all of it, also for what is not understood or asks for several
 * parts. Throws `RANGE_NOT_SATISFIABLE`. Source: RFC 9110, 14.
 */
export function readRange(header: string | undefined, sizeBytes: number): { start: number; end: number } | null {
  const match = /^bytes=(?:(\d{1,15})-(\d{0,15})|-(\d{1,15}))$/i.exec(header?.trim() ?? '');
  if (!match) return null;
  const [, first, last, suffix] = match;
  const start = first === undefined ? Math.max(0, sizeBytes - Number(suffix)) : Number(first);
  const end = first === undefined || last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (last !== undefined && last !== '' && Number(last) < start) return null;
  if (start >= sizeBytes) throw new AppError('RANGE_NOT_SATISFIABLE', { details: { size_bytes: sizeBytes } });
  return { start, end };
}
