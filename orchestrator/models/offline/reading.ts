import { extractSentences, HONESTY, toCitedList } from './extract.ts';
import { toPassages } from './passages.ts';
import { type Ability, callThenSay, type Plan, type Question, type ToolOutcome, toToolError } from './plan.ts';

const TOP_LEVEL = 'com|org|net|io|dev|app|ai|edu|gov|info|co|eu|uk|de|fr|es|it|nl|ch|at|se|no|pl|br|in|jp|ca|au|us|me|tv|xyz';
const URL_PATTERN = new RegExp(
  `https?://[^\\s<>"'\`\\])}]+|(?<![@\\w./-])(?:www\\.)?[a-z0-9](?:[a-z0-9-]*\\.)+(?:${TOP_LEVEL})(?:/[^\\s<>"'\`\\])}]*)?(?![\\w@])`,
  'gi',
);
const MAX_PAGES = 3;
const SUMMARY_SENTENCES = 5;
const ANSWER_SENTENCES = 4;

/** Addresses in a text, without the punctuation behind them. */
export function findUrls(text: string): string[] {
  return [...new Set((text.match(URL_PATTERN) ?? []).map((url) => url.replace(/[.,;:!?]+$/, '')))];
}

const READING =
  /\b(?:summar|tl;?dr|gist|main (?:points?|facts|ideas)|key (?:points?|facts|takeaways)|read|overview|outline|what(?:'s| is) (?:on|this|it|at) |short version|recap|digest|compare)/i;
const REFERENCE =
  /^(?:(?:and )?(?:summari[sz]e|read|recap|tl;?dr)|what (?:does|did)|according to)\b.*\b(?:it|that|this|the) ?(?:page|article|site|link|url|website)?\b/i;

/** What the message asks of the page besides its address; `null` when it wants a summary. */
function toPageQuestion(question: Question, urls: readonly string[]): string | null {
  const words = urls
    .reduce((text, url) => text.replace(url, ' '), question.bare)
    .replaceAll(/\s+/g, ' ')
    .trim();
  const asked = words
    .replace(
      /^(?:please )?(?:read|open|visit|check|fetch|look at|go to|see|load|according to|on|at|in)\b[,\s]*(?:the (?:page|site|article)\b)?[\s,:]*(?:and\b|to\b)?/i,
      '',
    )
    .replace(/^[\s,:]+/, '')
    .trim();
  const isAsking = /\b(?:who|what|when|where|which|why|how|find|price|does|is|are|list|tell)\b/i.test(asked);
  if (
    /\bwhat(?:'s| is) (?:it|this|that)(?: (?:page|article|site))?(?: all)? about\b|\bwhat can you tell me about$|^what(?:'s| is) (?:on|at)$/i.test(
      words,
    )
  )
    return null;
  return READING.test(words) && !/\b(?:about|find|who|which|when|where|how)\b/i.test(asked)
    ? null
    : isAsking && asked.length > 3
      ? asked
      : null;
}

function sayPage(outcome: ToolOutcome, asked: string | null, url: string): string {
  const error = toToolError(outcome);
  if (error) return `I could not read ${url}: ${error}.`;
  const passages = toPassages(outcome);
  const title = typeof outcome.data.title === 'string' && outcome.data.title !== '' ? `**${outcome.data.title}**` : url;
  const sentences = extractSentences(passages, asked, asked === null ? SUMMARY_SENTENCES : ANSWER_SENTENCES);
  if (sentences.length > 0) return `From ${title}:\n\n${toCitedList(sentences)}`;
  const [first] = passages;
  return first
    ? `From ${title}:\n\n- ${first.text.replaceAll(/\s+/g, ' ').slice(0, 600)} ${first.cite}`
    : `${title} has no text that I could quote.`;
}

function readPages(question: Question, urls: readonly string[]): Plan {
  const pages = urls.slice(0, MAX_PAGES);
  const asked = toPageQuestion(question, urls);
  return callThenSay({
    intent: 'read_page',
    agent: 'research',
    why: pages.length > 1 ? 'These web pages have to be read.' : 'This web page has to be read.',
    calls: pages.map((url) => ({ tool: 'read_page', arguments: { url, question: asked } })),
    say: (done) => [...done.map((outcome, index) => sayPage(outcome, asked, pages[index] as string)), HONESTY].join('\n\n'),
  });
}

/** Reads the pages that a message names, and quotes what it asks for. */
export const readPage: Ability = (question) => {
  const urls = findUrls(question.text);
  if (urls.length > 0) return readPages(question, urls);
  if (!REFERENCE.test(question.bare) || /\b(?:file|document|pdf|upload|attach)/i.test(question.bare)) return null;
  const before = question.earlier
    .toReversed()
    .map(findUrls)
    .find((found) => found.length > 0);
  return before ? readPages(question, before.slice(0, 1)) : null;
};
