import type { LocalTime, Question } from './plan.ts';

type QuestionFiles = Partial<Pick<Question, 'fileIds' | 'earlierFileIds' | 'deletedFiles'>>;

const BEFORE =
  /^(?:(?:i(?:'d| would)? (?:want|need|like) to(?= (?:add|create|make|set|see|search|find|run|read|convert|calculate|list|show|have)\b)|please|pls|hey|hi|hello|ok|okay|so|and|now|well|cartrita|can you|could you|would you|will you|can i|i want you to|i'd like you to|i would like you to|tell me|i want to know|i'd like to know|do you know|let me know|quick question|just|remind me(?: again)?(?= (?:what|why|how|who|whose|whom|which|where|whether|when)\b))[,:!]?\s+)+/i;
/** The mark behind a number is a factorial. */
const AFTER = /(?:[,\s]+(?:please|pls|thanks|thank you|for me))*(?:[\s?.]|(?<![\d)!])!+)*$/i;

/** `(tell me) what 5*5 is`, with the verb behind, as in a part of a sentence. */
const EMBEDDED = /^what (\S*\d[^\n]{0,80}) (is|are)$/i;

function straighten(text: string): string {
  return text
    .replaceAll(/[“”„«»]/g, '"')
    .replaceAll(/[‘’]/g, "'")
    .replaceAll(/[^\S\n]+/g, ' ')
    .trim();
}

/** Removes what people put around a question. */
export function toBareQuestion(message: string): string {
  return straighten(message).replace(BEFORE, '').replace(AFTER, '').trim().replace(EMBEDDED, 'what $2 $1');
}

/** Longer messages are looked at as they are. */
const MAX_BARE_CHARS = 400;

export function toQuestion(
  text: string,
  earlier: readonly string[],
  now: LocalTime,
  { fileIds = [], earlierFileIds = [], deletedFiles = 0 }: QuestionFiles = {},
): Question {
  const bare = toBareQuestion(text.slice(0, MAX_BARE_CHARS));
  return { text, bare, lower: bare.toLowerCase(), earlier, now, fileIds, earlierFileIds, deletedFiles };
}
