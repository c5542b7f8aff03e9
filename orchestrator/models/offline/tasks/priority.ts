export type Priority = 'low' | 'normal' | 'high' | 'urgent';

const PRIORITY =
  /(?:[,;(]\s*|\b(?:with|as|at|of|to|set|make it|it is|it's)\s+(?:an? )?)?\b(low|normal|medium|high|top|urgent|highest|lowest)(?:[ -]?(?:priority|prio))\b\)?|(?:[,;(]\s*)?\bpriority(?: of| to|:)? (low|normal|medium|high|urgent)\b\)?|[,;(!]\s*\b(urgent|important|asap)\b\)?$|^(urgent|important)[\s:,]+|\b(?:as )?(asap|urgently)\b/i;

export function toPriority(text: string): { priority: Priority; phrase: string } | null {
  const match = PRIORITY.exec(text);
  const word = match
    ?.slice(1)
    .find((group) => group !== undefined)
    ?.toLowerCase();
  if (!match || !word) return null;
  const priority: Priority =
    word === 'low' || word === 'lowest'
      ? 'low'
      : word === 'normal' || word === 'medium'
        ? 'normal'
        : /^(?:urgent|asap|urgently|highest)$/.test(word)
          ? 'urgent'
          : 'high';
  return { priority, phrase: match[0] };
}
