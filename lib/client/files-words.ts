import { type AppError, ERROR_TABLE } from '../contract/errors.ts';
import type { FileRecord, FileStage } from '../contract/files.ts';
import { formatBytes } from './format.ts';

const STAGES: Record<Exclude<FileStage, 'failed'>, string> = {
  received: 'Reading',
  extracted: 'Dividing into passages',
  chunked: 'Making it searchable',
  embedded: 'Nearly ready',
  ready: 'Ready',
};

/** "Reading, 40 %", "Ready", or why it failed. */
export function describeState({ stage, progress, problem }: Pick<FileRecord, 'stage' | 'progress' | 'problem'>): string {
  if (stage === 'failed') return problem?.message ?? 'This file could not be read.';
  if (stage === 'ready') return STAGES.ready;
  return `${STAGES[stage]}, ${Math.floor(progress * 100)} %`;
}

export function isWorking({ stage }: Pick<FileRecord, 'stage'>): boolean {
  return stage !== 'ready' && stage !== 'failed';
}

/** Why a file was not stored, and what can be done, in words for people. */
export function describeUploadError(error: AppError): string {
  if (error.code === 'TOO_LARGE') return `Too large.${toLimit(error)}`;
  if (error.code === 'UNSUPPORTED_TYPE')
    return 'This type of file cannot be used. Documents, text, tables, code and pictures can.';
  if (error.code === 'STORAGE_FULL') return 'The storage is full. Delete files in the library to make room.';
  if (error.code === 'VALIDATION_FAILED') return toReason(error) ?? 'This file is empty or cannot be read.';
  if (error.code === 'BACKEND_DOWN') return 'The connection was lost.';
  if (error.code === 'RATE_LIMITED') return 'Too many uploads at once. Try again in a moment.';
  return error.message;
}

const FINAL = new Set<AppError['code']>(['TOO_LARGE', 'UNSUPPORTED_TYPE', 'VALIDATION_FAILED']);

/** Whether the same file could be taken another time. */
export function isWorthRetrying({ code }: AppError): boolean {
  return !FINAL.has(code);
}

/** The server says in `details` how much it takes. */
function toLimit({ details }: AppError): string {
  const limit = Object.entries(details ?? {}).find(([name, value]) => /^(max|limit)/.test(name) && typeof value === 'number');
  return limit ? ` A file may have up to ${formatBytes(limit[1] as number)}.` : '';
}

function toReason({ message, details }: AppError): string | null {
  const issues = details?.issues;
  const first: unknown = Array.isArray(issues) ? issues[0] : null;
  const reason = first !== null && typeof first === 'object' && 'reason' in first ? String(first.reason) : null;
  if (reason !== null) return `It was refused: ${reason}.`;
  return message === ERROR_TABLE.VALIDATION_FAILED.publicMessage ? null : message;
}
