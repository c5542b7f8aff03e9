import type { HttpMethod, Operation } from './operations/operation.ts';
import { OPERATIONS, type OperationId } from './operations.ts';

export type OperationMatch =
  | { kind: 'match'; id: OperationId; params: Record<string, string> }
  | { kind: 'method'; allow: (HttpMethod | 'HEAD')[] }
  | { kind: 'none' };

type Matcher = { id: OperationId; methods: readonly (HttpMethod | 'HEAD')[]; pattern: RegExp; names: string[] };

/** HEAD is answered as GET without its body, but for streams, which are not over when they begin. Source: RFC 9110, 9.3.2. */
export function methodsOf({ method, success }: Operation): readonly (HttpMethod | 'HEAD')[] {
  return method === 'GET' && success.kind !== 'sse' ? ['GET', 'HEAD'] : [method];
}

/** Literal paths first, so that `/api/conversations/search` wins over `/api/conversations/{id}`. */
const MATCHERS: Matcher[] = (Object.entries(OPERATIONS) as [OperationId, Operation][])
  .map(([id, operation]) => ({
    id,
    methods: methodsOf(operation),
    pattern: new RegExp(`^${operation.path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '((?!\\.{1,2}(?:/|$))[^/?#%]+)')}$`),
    names: [...operation.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string),
  }))
  .sort((left, right) => left.names.length - right.names.length);

/**
 * Finds the operation of a raw request path (no query). Exact: no prefix, no dot segments, no percent-encoding in a
 * placeholder, no trailing slash. A literal path hides the placeholders at its position for every method.
 */
export function matchOperation(method: string, path: string): OperationMatch {
  const allow: (HttpMethod | 'HEAD')[] = [];
  let literal = false;
  for (const matcher of MATCHERS) {
    if (literal && matcher.names.length > 0) break;
    const match = matcher.pattern.exec(path);
    if (!match) continue;
    if (matcher.methods.some((one) => one === method)) {
      const params = Object.fromEntries(matcher.names.map((name, index) => [name, match[index + 1] as string]));
      return { kind: 'match', id: matcher.id, params };
    }
    allow.push(...matcher.methods);
    literal ||= matcher.names.length === 0;
  }
  return allow.length > 0 ? { kind: 'method', allow } : { kind: 'none' };
}
