/**
 * What the upstream stand-in shall do for one message. It travels inside the message as plain text, so that it reaches the
 * stand-in through any number of processes; no JSON, so that it survives JSON encoding unescaped.
 */
export type Plan = {
  /**
   * `direct`: text at once. `agents`: hand over to a specialist, which calls a tool, then answers. `nested`: ask two specialists
   * at the same time, each of which answers at once, then answer.
   */
  kind: 'direct' | 'agents' | 'nested';
  /** Of every model call. */
  firstTokenMs: number;
  /** 0: all tokens at once. */
  tokensPerSecond: number;
  tokens: number;
  /** When set, the stand-in records when it sent tokens and when the socket was closed. */
  key?: string;
};

const PATTERN = /bench-(direct|agents|nested)-(\d+)-(\d+)-(\d+)-([0-9a-z]*)-end/;

export function toMessage(plan: Plan): string {
  return `bench-${plan.kind}-${plan.firstTokenMs}-${plan.tokensPerSecond}-${plan.tokens}-${plan.key ?? ''}-end`;
}

/** Finds the plan in any text, such as a raw request body. */
export function findPlan(text: string): Plan | null {
  const match = PATTERN.exec(text);
  if (!match) return null;
  const [, kind, firstTokenMs, tokensPerSecond, tokens, key] = match;
  return {
    kind: kind as Plan['kind'],
    firstTokenMs: Number(firstTokenMs),
    tokensPerSecond: Number(tokensPerSecond),
    tokens: Number(tokens),
    ...(key ? { key } : {}),
  };
}

/** What each of the two specialists of a `nested` plan is asked. */
export function toNestedPlans(plan: Plan): Plan[] {
  return ['a', 'b'].map((name) => ({
    ...plan,
    kind: 'direct',
    ...(plan.key === undefined ? {} : { key: `${plan.key}${name}` }),
  }));
}

/** Keys of the streams that are under way while a plan's text comes. */
export function toStreamKeys(plan: Plan): string[] {
  const plans = plan.kind === 'nested' ? toNestedPlans(plan) : [plan];
  return plans.flatMap(({ key }) => (key === undefined ? [] : [key]));
}

export function toToken(index: number): string {
  return `t${index} `;
}

/** The whole answer that a plan leads to. */
export function toAnswer(tokens: number): string {
  return Array.from({ length: tokens }, (_, index) => toToken(index)).join('');
}
