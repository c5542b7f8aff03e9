import { type FoundAddress, findAddresses } from '../../../lib/shared/find-addresses.ts';
import { isFileLike } from '../../../lib/shared/host-names.ts';
import { extractSentences, HONESTY, type Passage, toCitedList } from './extract.ts';
import { toPassages } from './passages.ts';
import { type Ability, callThenSay, type Plan, type Question, type ToolOutcome, toToolError } from './plan.ts';

const MAX_PAGES = 3;
const SUMMARY_SENTENCES = 5;
const ANSWER_SENTENCES = 4;
const MAX_EXCERPT_CHARS = 600;

const OPENING =
  /\b(?:read|open|visit|fetch|browse|load|check|look at|go to|navigate to|see what's on|(?:short )?summary of|summari[sz]e|recap|tl;?dr|gist of|overview of|(?:key|main) points of|what(?:'s| is) on|lies|öffne|besuche|lis|lire|ouvre|résume|lee|abre|visita|resume)(?: me)?(?: the)?(?: (?:web ?site|web ?page|page|home ?page|site|article|address|url|link))?(?: (?:at|on|of))?:? *["'(<[“‘]*$/iu;
const GOING_ON =
  /^["')>\]”’]*(?:$|[\s]*$|[.,;:!?](?!\w)|\s+(?:and|then|to|for|please|now|[-–—])(?!\w)|(?:['’]s)?\s+(?:home ?page|web ?site|site|web ?page|page)\b)/iu;
const MAX_BEFORE_CHARS = 80;

/** A bare name may be a product; it is an address where somebody asks to read it. */
function isAskedFor(text: string, { start, end, text: name }: FoundAddress): boolean {
  return (
    !isFileLike(name) &&
    OPENING.test(text.slice(Math.max(0, start - MAX_BEFORE_CHARS), start)) &&
    GOING_ON.test(text.slice(end, end + 40))
  );
}

/** The pages that a message names, each once. */
export function findPages(text: string): string[] {
  const pages = findAddresses(text).filter((address) => address.kind !== 'name' || isAskedFor(text, address));
  return [...new Set(pages.map((address) => address.text))];
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
    /\bwhat(?:'s| is)(?: (?:it|this|that)(?: (?:page|article|site))?)?(?: all)? about\b|\bwhat can you tell me about$|^what(?:'s| is) (?:on|at)$/i.test(
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

/** The beginning of what is no running text, such as a table. */
function toExcerpt(passage: Passage | undefined): string {
  const plain = (passage?.text ?? '')
    .replaceAll(/^(?:#{1,6}[ \t]+|(?:```|~~~).*$)/gm, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  if (plain === '') return '';
  const cut = plain.length <= MAX_EXCERPT_CHARS ? plain : `${plain.slice(0, MAX_EXCERPT_CHARS).replace(/ [^ ]*$/, '')} …`;
  return `- ${cut.toWellFormed()} ${passage?.cite ?? ''}`;
}

function sayPage(outcome: ToolOutcome, asked: string | null, url: string): { text: string; isQuoted: boolean } {
  const error = toToolError(outcome);
  if (error) return { text: `I could not read ${url}: ${error.replace(/\.$/, '')}.`, isQuoted: false };
  const passages = toPassages(outcome);
  const title = typeof outcome.data.title === 'string' && outcome.data.title !== '' ? `**${outcome.data.title}**` : url;
  const sentences = extractSentences(passages, asked, asked === null ? SUMMARY_SENTENCES : ANSWER_SENTENCES);
  const quoted = sentences.length > 0 ? toCitedList(sentences) : toExcerpt(passages[0]);
  if (quoted === '') return { text: `${title} has no text that I could quote.`, isQuoted: false };
  return { text: `From ${title}:\n\n${quoted}`, isQuoted: true };
}

function readPages(question: Question, urls: readonly string[]): Plan {
  const pages = urls.slice(0, MAX_PAGES);
  const asked = toPageQuestion(question, urls);
  return callThenSay({
    intent: 'read_page',
    agent: 'research',
    why: pages.length > 1 ? 'These web pages have to be read.' : 'This web page has to be read.',
    calls: pages.map((url) => ({ tool: 'read_page', arguments: { url, question: asked } })),
    say: (done) => {
      const said = done.map((outcome, index) => sayPage(outcome, asked, pages[index] as string));
      return [...said.map(({ text }) => text), ...(said.some(({ isQuoted }) => isQuoted) ? [HONESTY] : [])].join('\n\n');
    },
  });
}

/** Reads the pages that a message names, and quotes what it asks for. */
export const readPage: Ability = (question) => {
  const urls = findPages(question.text);
  if (urls.length > 0) return readPages(question, urls);
  if (!REFERENCE.test(question.bare) || /\b(?:file|document|pdf|upload|attach)/i.test(question.bare)) return null;
  const before = question.earlier
    .toReversed()
    .map(findPages)
    .find((found) => found.length > 0);
  return before ? readPages(question, before.slice(0, 1)) : null;
};
