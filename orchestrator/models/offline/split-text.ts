import { findCode } from '../../../lib/shared/find-code.ts';

/** What a message asks, and the text it asks it of. */
export type SplitText = { words: string; text: string };

const WORDS = '(?<words>[^\\n]{1,160}?)';

/**
 * Where a text may stand: as JSON, after a colon or a line break, in quotes, between the verb and "as base64",
 * or behind "of", "in" or the verb itself. Tried in order: the clearer first.
 */
const FORMS: readonly RegExp[] = [
  /^(?<words>[^\n{[]{1,160}?)[\s:]*(?<text>[{[][\s\S]*[}\]])[\s?!.]*$/,
  /^(?<words>[^\n{[]{1,160}?)\s*(?<text>[{[][\s\S]*[}\]])(?<more>[^\]}"'\n]{1,60})$/,
  /^(?<words>[^\n{[]{1,160}?\bjson\b[\s?:]*)(?<text>[{[][\s\S]*)$/i,
  /^(?<words>[^\n{[]{1,160}?):(?!\/\/)[ \t]*\n?(?<text>[\s\S]+)$/,
  new RegExp(`^${WORDS}\\n(?<text>[\\s\\S]+)$`),
  /^(?<words>[\s\S]{0,160}?)["“„](?<text>[\s\S]+)["”“](?<more>[^"“”]{0,80})$/,
  /^(?<words>[\s\S]{0,160}?)(?<!\w)['‘](?<text>[\s\S]+)['’](?!\w)(?<more>[^'‘’]{0,80})$/,
  /^(?<words>hash|encode|decode|convert|turn|change|put)\s+(?!(?:the|this|these|all)\b)(?<text>\S.{0,200}?)\s+(?<more>(?:with|using|as|to|into|from|in)\s+\S.{0,40})$/i,
  /^(?<words>how many (?:letters|characters|chars|vowels)\b.{0,20}?\b(?:in|does|has|have))\s+(?!the\b)(?<text>[^\s?]+)(?:\s+have|\s+has)?[?\s]*$/i,
  /^(?<words>(?:how (?:many|often)|count)\b.{0,60}? in(?: the (?:word|text|string|phrase|sentence))?)\s+(?!(?:an?|the|my|this)\b)(?<text>[^\s?]+)[?\s]*$/i,
  /^(?<words>count (?:the )?\w+ (?:in|of))\s+(?!(?:the|this|my)\b)(?<text>\S.*)$/i,
  /^(?<words>(?:(?:what(?:'s| is)|generate|compute|calculate|create|make|get|give me|find|the|an?|[a-z]+-?\d+(?:-\d+)?|hash|checksum|digest|sum|length|reverse) )+(?:of|for)(?: the (?:word|text|string|phrase|sentence))?)\s+(?<text>\S.*)$/i,
  /^(?<words>.{0,100}?\b(?:(?:in )?the (?:word|text|string|phrase|sentence)|encode|decode|case|reverse|sort|alphabetize|slugify|hash|sha-?\d+|md5)(?: (?:of|for))?)\s+(?!(?:case|the lines|these|this)\b)(?<text>\S.*)$/i,
];

function unquote(text: string): string {
  return text.trim().replace(/^(["'])([\s\S]*)\1[.?!]?$|^[“„‘]([\s\S]*)[”“’][.?!]?$/, '$2$3');
}

const MAX_WORDS_CHARS = 160;

/** Words with one block of code behind them. */
function inFence(message: string): SplitText | null {
  const [block, ...others] = findCode(message);
  if (!block || others.length > 0 || !/^(?:`{3,}|~{3,})/.test(message.slice(block.start))) return null;
  const words = message.slice(0, block.start).replace(/[\s:]+$/, '');
  if (words.length > MAX_WORDS_CHARS || message.slice(block.end).trim() !== '' || block.code.trim() === '') return null;
  return { words: words.trim(), text: block.code.replace(/\n$/, '') };
}

/** Takes a message apart so that its words ask for what is wanted; `null` when none of its parts do. */
export function splitText(message: string, asksFor: RegExp): SplitText | null {
  const fenced = inFence(message);
  if (fenced && asksFor.test(fenced.words.toLowerCase())) return fenced;
  for (const form of FORMS) {
    const groups = form.exec(message)?.groups;
    const words = `${groups?.words ?? ''} ${groups?.more ?? ''}`.trim();
    if (!groups?.text?.trim() || !asksFor.test(words.toLowerCase())) continue;
    const isMultiline = groups.text.includes('\n');
    return { words, text: isMultiline ? groups.text : unquote(groups.text.replace(/\?+$/, '')) };
  }
  return null;
}
