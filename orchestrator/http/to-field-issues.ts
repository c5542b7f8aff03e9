import type { z } from 'zod';
import type { FieldIssue } from '../../lib/contract/errors.ts';

const MAX_ISSUES = 50;
const MAX_PATH = 200;

const TYPES: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

function toBound(issue: z.core.$ZodRawIssue<z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig>): string {
  if (issue.code === 'too_small' && issue.origin !== 'number' && issue.minimum === 1) return 'must not be empty';
  const bound = issue.code === 'too_small' ? `at least ${issue.minimum}` : `at most ${issue.maximum}`;
  if (issue.origin === 'string') return `must have ${bound} characters`;
  return issue.origin === 'array' ? `must have ${bound} entries` : `must be ${bound}`;
}

/** Words for issues whose schema has none of its own. */
function toReason(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.input === undefined && (issue.code === 'invalid_type' || issue.code === 'invalid_union')) return 'is required';
  if (issue.code === 'invalid_type') return `must be ${TYPES[issue.expected] ?? issue.expected}`;
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'too_small' || issue.code === 'too_big') return toBound(issue);
  if (issue.code === 'invalid_union')
    return Array.isArray(issue.options) ? `must be one of ${issue.options.map(String).join(', ')}` : 'has a wrong type';
  return undefined;
}

/** For every parse of what a caller sent. */
export const PARSE_OPTIONS = { error: toReason } satisfies z.core.ParseContext<z.core.$ZodIssue>;

/** One entry per field; an unknown field is named itself, not the object it is in. `root` names the whole. Bounded. */
export function toFieldIssues(issues: readonly z.core.$ZodIssue[], root: string): FieldIssue[] {
  const toPath = (path: readonly PropertyKey[]) => path.map(String).join('.').slice(0, MAX_PATH) || root;
  return issues
    .flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => ({ path: toPath([...issue.path, key]), reason: 'is not a known field' }))
        : [{ path: toPath(issue.path), reason: issue.message }],
    )
    .slice(0, MAX_ISSUES);
}
