/** A header or text that asks for more is not believed. */
const LONGEST_MS = 24 * 3_600_000;

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** “1m30.5s”, “20s”, “350ms”, “2 minutes”. */
function toSpanMs(text: string): number {
  let sum = 0;
  for (const [, amount, unit = ''] of text.matchAll(/(\d{1,9}(?:\.\d{1,9})?)\s?(ms|[smh])/g))
    sum += Number(amount) * (UNITS_MS[unit] ?? 0);
  return Math.round(sum);
}

/** OpenAI and Groq: “Please try again in 1m7.66s”; Gemini: `"retryDelay": "34s"`. */
const IN_TEXT =
  /(?:(?:try again|retry|wait)(?: in| after|:)? |"retryDelay":\s*")((?:\d{1,9}(?:\.\d{1,9})?\s?(?:ms|[smh])[a-z]{0,6}\s?){1,3})/i;

const bounded = (ms: number): number | undefined => (ms > 0 ? Math.min(ms, LONGEST_MS) : undefined);

/**
 * How long a provider asks to wait, in milliseconds; absent: it does not say. Source: RFC 9110 §10.2.3 (seconds or a date), the
 * vendor's `retry-after-ms`, and the words of those who send neither.
 */
export function toRetryAfterMs(headers: Headers | undefined, message: string, nowMs: number): number | undefined {
  const milliseconds = Number(headers?.get('retry-after-ms') ?? Number.NaN);
  if (milliseconds > 0) return bounded(milliseconds);
  const header = headers?.get('retry-after')?.trim();
  const said = header ? (Number.isNaN(Number(header)) ? Date.parse(header) - nowMs : Number(header) * 1_000) : Number.NaN;
  if (!Number.isNaN(said)) return bounded(said);
  return bounded(toSpanMs(`${header ?? ''} ${IN_TEXT.exec(message.slice(0, 4_000))?.[1] ?? ''}`));
}
