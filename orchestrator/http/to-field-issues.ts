import type { z } from 'zod';
import type { FieldIssue } from '../../lib/contract/errors.ts';

const MAX_ISSUES = 50;
const MAX_PATH = 200;

/** Needs issues of a parse with `reportInput`. */
function toReason(issue: z.core.$ZodIssue): string {
  if (issue.input === undefined && (issue.code === 'invalid_type' || issue.code === 'invalid_union')) return 'is required';
  if (issue.code === 'invalid_type') return `must be of type ${issue.expected}`;
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.map(String).join(', ')}`;
  return issue.message;
}

/** One entry per field; an unknown field is named itself, not the object it is in. `root` names the whole. Bounded. */
export function toFieldIssues(issues: readonly z.core.$ZodIssue[], root: string): FieldIssue[] {
  const toPath = (path: readonly PropertyKey[]) => path.map(String).join('.').slice(0, MAX_PATH) || root;
  return issues
    .flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => ({ path: toPath([...issue.path, key]), reason: 'is not a known field' }))
        : [{ path: toPath(issue.path), reason: toReason(issue) }],
    )
    .slice(0, MAX_ISSUES);
}
