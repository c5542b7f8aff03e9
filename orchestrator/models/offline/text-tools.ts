import { type Ability, sayOnly } from './plan.ts';
import { TEXT_OPERATIONS, type TextOperation } from './text-operations.ts';

/** Words with which such a request begins, so that a text that merely mentions one of them is no request. */
const VERB =
  /^(?:count|how many|how often|number|what(?:'s| is)|upper|lower|title|snake|kebab|camel|pascal|make|turn|convert|change|put|sort|alphabet|order|arrange|remove|de-?dup|drop|unique|reverse|flip|invert|mirror|spell|write|base|decode|encode|ur[li]|percent|sha|md5|hash|generate|compute|calculate|create|format|pretty|prettify|beautify|indent|tidy|clean|minify|compact|compress|validate|check|is|lint|extract|find|get|pull|list|pick|grab|give|capital|slug|trim|strip|enumerate|add|replace|shuffle|randomi[sz]e|word|character|char|line|all|md|length|say|show|to|in|json|frequency)/i;

/** A task may be about sorting something. */
const ABOUT_TASKS = /^(?:add|create|make|set|put|new)\b[^\n:]*\b(?:task|to-?do|reminder)s?\b/i;

const ABOUT_PROGRAMS =
  /^(?:write|create|make|give|show|implement|generate|add)\b[^\n:]*\b(?:function|script|program|code|regex|query|class|method|algorithm|component)\b/i;

const MAX_WORDS_CHARS = 160;

/** What is asked, and the text it is asked of: after a line break or a colon, in quotes or a fence, or the rest. */
function split(message: string, operation: TextOperation): { words: string; text: string } | null {
  const trimmed = message.trim();
  const fence = /^([^`]{0,160}?)[\s:]*```\w*\s*\n?([\s\S]*?)```\s*$/.exec(trimmed);
  if (fence && operation.pattern.test((fence[1] as string).toLowerCase()))
    return { words: fence[1] as string, text: (fence[2] as string).replace(/\n$/, '') };
  const afterColon = /^([^\n]{1,160}?):[ \t]*\n?([\s\S]+)$/.exec(trimmed);
  if (afterColon && operation.pattern.test((afterColon[1] as string).toLowerCase()))
    return { words: afterColon[1] as string, text: unquote(afterColon[2] as string) };
  const afterLine = /^([^\n]{1,160})\n([\s\S]+)$/.exec(trimmed);
  if (afterLine && operation.pattern.test((afterLine[1] as string).toLowerCase()))
    return { words: afterLine[1] as string, text: afterLine[2] as string };
  const quoted = /^([\s\S]{0,160}?)["“]([\s\S]+)["”]([^"“”]{0,80})$|^([\s\S]{0,160}?)(?<!\w)'([\s\S]+)'(?!\w)([^']{0,80})$/.exec(
    trimmed,
  );
  const around = quoted ? `${quoted[1] ?? quoted[4]} ${quoted[3] ?? quoted[6]}`.toLowerCase() : '';
  if (quoted && operation.pattern.test(around)) return { words: around, text: (quoted[2] ?? quoted[5]) as string };
  const json = /^([^{[]{1,160}?)\s*([{[][\s\S]*[}\]])[\s?!.]*$/.exec(trimmed);
  if (json && operation.pattern.test((json[1] as string).toLowerCase()))
    return { words: json[1] as string, text: json[2] as string };
  // "hash abc with sha256", "how many letters in banana"
  const between =
    /^((?:hash|encode|decode|convert|turn|change|put))\s+(?!(?:the|this|these|all)\b)(\S.{0,200}?)\s+((?:with|using|as|to|into|from|in)\s+\S.{0,40})$/i.exec(
      trimmed,
    );
  if (between && operation.pattern.test(`${between[1]} ${between[3]}`.toLowerCase()))
    return { words: `${between[1]} ${between[3]}`, text: unquote(between[2] as string) };
  const word =
    /^(.{0,60}\b(?:letters|characters|chars|vowels)\b.{0,20}?\b(?:in|does|has|have))\s+(?!the\b)([^\s?]+)(?:\s+have|\s+has)?[?\s]*$/i.exec(
      trimmed,
    );
  if (word && operation.pattern.test((word[1] as string).toLowerCase()))
    return { words: word[1] as string, text: unquote(word[2] as string) };
  const plain =
    /^(.{0,100}?\b(?:of the (?:word|text|string|phrase|sentence)|in the (?:word|text|string|phrase)|the (?:word|text|string|phrase)|of|for|encode|decode|case|reverse|sort|alphabetize|sha-?\d+|md5|slugify))\s+(?!(?:case|the lines|these|this)\b)(\S.*)$/i.exec(
      trimmed,
    );
  return plain && operation.pattern.test((plain[1] as string).toLowerCase())
    ? { words: plain[1] as string, text: unquote((plain[2] as string).replace(/[?]+$/, '')) }
    : null;
}

function unquote(text: string): string {
  return text.trim().replace(/^(["'“])([\s\S]*)["'”][.?!]?$/, '$2');
}

/** Counting, sorting, changing case, encoding, hashing and extracting, done here: no tool knows text better than the code that reads it. */
export const textTools: Ability = ({ text }) => {
  const message = text.trim().replace(/^(?:(?:please|can you|could you|would you|hey|now|ok)[,\s]+)+/i, '');
  if (!VERB.test(message) || ABOUT_TASKS.test(message) || ABOUT_PROGRAMS.test(message)) return null;
  const head = message.slice(0, MAX_WORDS_CHARS).toLowerCase();
  for (const operation of TEXT_OPERATIONS) {
    if (!operation.pattern.test(head) && !operation.pattern.test(message.slice(-MAX_WORDS_CHARS).toLowerCase())) continue;
    const parts = split(message, operation);
    if (parts && parts.text.trim() !== '') return sayOnly('text_tools', operation.apply(parts.text, parts.words));
  }
  return null;
};
