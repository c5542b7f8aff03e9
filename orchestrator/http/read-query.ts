import type { FieldIssue } from '../../lib/contract/errors.ts';

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null;
  }
}

/** Parameters of the query in a raw request target. Strict: broken escapes and repeated names are issues, not guesses. */
export function readQuery(target: string): { values: Record<string, string>; issues: FieldIssue[] } {
  const values = new Map<string, string>();
  const issues: FieldIssue[] = [];
  const start = target.indexOf('?');
  for (const pair of start < 0 ? [] : target.slice(start + 1).split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    const value = decode(equals < 0 ? '' : pair.slice(equals + 1));
    if (name === null || value === null) issues.push({ path: name ?? 'query', reason: 'must be percent-encoded UTF-8' });
    else if (values.has(name)) issues.push({ path: name, reason: 'must be given once' });
    else values.set(name, value);
  }
  return { values: Object.fromEntries(values), issues };
}
