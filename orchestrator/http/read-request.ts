import type { IncomingHttpHeaders } from 'node:http';
import type { z } from 'zod';
import { AppError, type FieldIssue, validationFailed } from '../../lib/contract/errors.ts';
import { fromEventId } from '../../lib/contract/events.ts';
import type { Operation } from '../../lib/contract/operations/operation.ts';
import { safeToken } from '../../lib/contract/primitives.ts';
import type { ResumePoint } from './call.ts';
import { readQuery } from './read-query.ts';
import { PARSE_OPTIONS, toFieldIssues } from './to-field-issues.ts';

export type RequestParts = { target: string; params: Record<string, string>; headers: IncomingHttpHeaders; body: unknown };

/** Parses one part; its issues go to `issues`. */
function parse(schema: z.ZodType | undefined, value: unknown, issues: FieldIssue[], root: string): unknown {
  if (!schema) return undefined;
  const result = schema.safeParse(value, PARSE_OPTIONS);
  if (result.success) return result.data;
  issues.push(...toFieldIssues(result.error.issues, root));
  return undefined;
}

function one(value: string | string[] | undefined): string | undefined {
  const text = Array.isArray(value) ? value.join(', ') : value;
  return text === '' ? undefined : text;
}

function readIdempotencyKey(headers: IncomingHttpHeaders, issues: FieldIssue[]): string | undefined {
  const key = one(headers['idempotency-key']);
  const result = safeToken.optional().safeParse(key);
  if (result.success) return result.data;
  issues.push({ path: 'Idempotency-Key', reason: result.error.issues[0]?.message ?? 'is not valid' });
  return undefined;
}

function readResumePoint(headers: IncomingHttpHeaders, runId: string | undefined, issues: FieldIssue[]): ResumePoint | undefined {
  const text = one(headers['last-event-id']);
  if (text === undefined) return undefined;
  const position = fromEventId(text);
  if (position && (runId === undefined || position.runId === runId)) {
    return { runId: position.runId, after: { epoch: position.epoch, seq: position.seq } };
  }
  issues.push({
    path: 'Last-Event-ID',
    reason: position ? 'must name an event of this run' : 'must be an event id like run_….1.42',
  });
  return undefined;
}

/**
 * Checks everything that an operation takes, and reports all issues at once.
 * Throws `VALIDATION_FAILED`, or `NOT_FOUND` for a malformed path where the operation knows no other answer.
 */
export function readRequest(operation: Operation, { target, params: rawParams, headers, body: rawBody }: RequestParts) {
  const issues: FieldIssue[] = [];
  const params = parse(operation.params, rawParams, issues, 'path');
  if (issues.length > 0 && !operation.errors?.includes('VALIDATION_FAILED')) throw new AppError('NOT_FOUND');

  let query: unknown;
  if (operation.query) {
    const raw = readQuery(target);
    issues.push(...raw.issues);
    const repeated = new Set(raw.issues.map(({ path }) => path));
    const found: FieldIssue[] = [];
    query = parse(operation.query, raw.values, found, 'query');
    issues.push(...found.filter(({ path }) => !repeated.has(path)));
  }
  const body = parse(operation.body, rawBody, issues, 'body');
  const idempotencyKey = operation.idempotent ? readIdempotencyKey(headers, issues) : undefined;
  const resumeFrom = operation.resumable ? readResumePoint(headers, rawParams.run_id, issues) : undefined;
  if (issues.length > 0) throw validationFailed(issues);
  return { params, query, body, idempotencyKey, resumeFrom };
}
