import type { ContextFault } from '../core/model.ts';

/** What servers say when a request is longer than the model can take, in their codes and in their sentences. */
const TOO_LONG =
  /context_length_exceeded|exceed_context_size|string_above_max_length|request_too_large|context_window_exceed|max(?:imum)? context (?:length|window|size)|max(?:imum)? (?:prompt|model|input|sequence) length|prompt (?:is )?too long|input (?:is )?too long|messages? (?:is|are) too long|context (?:length|window|size|limit|overflow)[^.]{0,40}exceed|exceed[^.]{0,60}context|(?:longer|greater|larger) than (?:the |its |this )?(?:model'?s? )?(?:maximum )?context|context length of only|context the overflows|too many (?:input )?tokens|tokens in request more than|maximum number of (?:input )?tokens|input token count|exceed[^.]{0,40}(?:token limit|max(?:imum)? (?:number of )?tokens)|token (?:count|limit)[^.]{0,30}exceed|reduce (?:the length of (?:the|your) (?:messages|prompt|input)|your (?:prompt|message size))|too large for model|max_seq_len|`?inputs`? tokens \+|message size and try again|exceeded max context|inputs?`? must have less than \d+ tokens|range of input length|prompt exceeds max|tokens[ _]too[ _]long|exceeds? max(?:imum)? (?:message|input|prompt) (?:tokens|length)/i;

/** A number of tokens that a sentence names as what fits; the first that matches counts. */
const LIMITS: readonly RegExp[] = [
  /"?\bn_ctx"?\s*[:=]\s*(\d+)/,
  /max_seq_len \((\d+)\)/,
  /max(?:imum)? (?:allowed )?(?:context|prompt|model|input|sequence)(?: length| window| size)+(?: of| is|:)* (?:only )?(\d+)/i,
  /context (?:length|window|size|limit) (?:of|is|\(|:)+ ?(?:only )?(\d+)/i,
  /context (?:length|window|size)[^.\d]{0,30}\((\d+) tokens?\)/i,
  /maximum number of (?:input )?tokens(?: allowed)? \(?(\d+)/i,
  /> (\d+)(?: maximum)?/,
  /(\d+) maximum context/i,
  /must be <= (\d+)/,
  /must have less than (\d+) tokens/,
  /range of input length should be \[\d+, ?(\d+)\]/i,
  /cannot exceed (\d+)/i,
  /limit(?: is|:)? (\d+)/i,
  /exceed context window of (\d+)/i,
];

/** How long the request was, by the server's count. */
const USED: readonly RegExp[] = [
  /"?\bn_prompt_tokens"?\s*[:=]\s*(\d+)/,
  /(\d+)(?: tokens)? (?:in|of) (?:the |your )?(?:messages|prompt|text input|input)/i,
  /resulted in (\d+) tokens/i,
  /(?:request|prompt|input)(?: contains| has| token count)?(?: of|,)? \(?(\d+)(?: input)?(?: tokens|\))/i,
  /too long: (\d+)/i,
  /Given: (\d+)/,
  /prompt \(length (\d+)\)/i,
  /(?:requested|received|current length is)(?: about| a total of|:)? (\d+)/i,
  /tokens \((\d+)\) exceed/i,
];

/** Longer texts are cut: what matters stands at the beginning. */
const MAX_CHARS = 4_000;
const FEWEST_TOKENS = 64;

function firstNumber(patterns: readonly RegExp[], text: string): number | undefined {
  for (const pattern of patterns) {
    const found = Number(pattern.exec(text)?.[1] ?? Number.NaN);
    if (found >= FEWEST_TOKENS && found < 1e9) return found;
  }
  return undefined;
}

/** Whether an error says that the request was too long, and what it tells of the limit; `null`: it says something else. */
export function toContextFault(message: string): ContextFault | null {
  // Thousands are written with commas by some.
  const text = message.slice(0, MAX_CHARS).replaceAll(/(\d),(?=\d{3}\b)/g, '$1');
  if (!TOO_LONG.test(text)) return null;
  const [limit, used] = [firstNumber(LIMITS, text), firstNumber(USED, text)];
  return { ...(limit === undefined ? {} : { limit }), ...(used === undefined ? {} : { used }) };
}
