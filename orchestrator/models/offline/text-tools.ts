import { type Ability, sayOnly } from './plan.ts';
import { splitText } from './split-text.ts';
import { TEXT_OPERATIONS } from './text/text-operations.ts';

/** Words with which such a request begins, so that a text that merely mentions one of them is no request. */
const VERB =
  /^(?:count|how many|how often|number|what(?:'s| is)|upper|lower|title|snake|kebab|camel|pascal|make|turn|convert|change|put|sort|alphabet|order|arrange|remove|de-?dup|drop|unique|reverse|flip|invert|mirror|spell|write|base|decode|encode|ur[li]|percent|sha|md5|hash|generate|compute|calculate|create|format|pretty|prettify|beautify|indent|tidy|clean|minify|compact|compress|validate|check|is|lint|extract|find|get|pull|list|pick|grab|give|capital|slug|trim|strip|enumerate|add|replace|shuffle|randomi[sz]e|word|character|char|line|all|md|length|say|show|to|in|json|frequency)/i;

/** A task may be about sorting something. */
const ABOUT_TASKS = /^(?:add|create|make|set|put|new)\b[^\n:]*\b(?:task|to-?do|reminder)s?\b|\b(?:due date|priority) of\b/i;

const ABOUT_PROGRAMS =
  /^(?:write|create|make|give|show|implement|generate|add)\b[^\n:]*\b(?:function|script|program|code|regex|query|class|method|algorithm|component)\b/i;

const MAX_WORDS_CHARS = 160;

/** Counting, sorting, changing case, encoding, hashing and extracting, done here: no tool knows text better than the code that reads it. */
export const textTools: Ability = ({ text }) => {
  const message = text.trim().replace(/^(?:(?:please|can you|could you|would you|hey|now|ok)[,\s]+)+/i, '');
  if (!VERB.test(message) || ABOUT_TASKS.test(message) || ABOUT_PROGRAMS.test(message)) return null;
  const ends = [message.slice(0, MAX_WORDS_CHARS), message.slice(-MAX_WORDS_CHARS)].map((end) => end.toLowerCase());
  for (const { pattern, apply } of TEXT_OPERATIONS) {
    const parts = ends.some((end) => pattern.test(end)) ? splitText(message, pattern) : null;
    if (parts) return sayOnly('text_tools', apply(parts.text, parts.words));
  }
  return null;
};
