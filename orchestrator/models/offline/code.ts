import { jsonObject } from '../../../lib/contract/primitives.ts';
import { type FoundCode, findCode, replaceCode } from '../../../lib/shared/find-code.ts';
import { type Ability, callThenSay, type Question, type ToolOutcome } from './plan.ts';
import { fenced } from './text/fenced.ts';

type Language = 'javascript' | 'python';
export type Snippet = { code: string; language: Language };

const LANGUAGES: Readonly<Record<string, Language>> = {
  js: 'javascript',
  javascript: 'javascript',
  jsx: 'javascript',
  mjs: 'javascript',
  node: 'javascript',
  ts: 'javascript',
  typescript: 'javascript',
  py: 'python',
  python: 'python',
  python3: 'python',
};
const NAME = Object.keys(LANGUAGES).join('|');

const REQUEST =
  /\b(?:run|execute|evaluate|eval|try|test|output|print|prints|result|happens|work|works|do|does|returns?|gives?)\b/i;
const PREFIX = new RegExp(
  `^(?:(?:please |can you |could you )?(?:run|execute|eval(?:uate)?|try|test)\\b[^:\\n]*?)?\\b(${NAME})(?: (?:code|script|snippet|expression|program))?\\s*(?::|\\n)\\s*([\\s\\S]+)$`,
  'i',
);
const ORDER = new RegExp(
  `^(?:please |can you |could you |would you )*(?:run|execute|eval|try)\\b(?:[^\\n:]{0,60}:\\s*|[^\\n]{0,60}\\n\\s*|\\s+(?:(?:this|the following|it)\\b\\s*)?(?:in (${NAME})\\b[:\\s]*)?)([\\s\\S]+)$`,
  'i',
);
const ASKED =
  /^what (?:will|does|would|do) (.+?) (?:output|print|return|give|evaluate to|produce)(?: in (?:python|javascript|js))?[?.!]*$/i;
const IN_LANGUAGE = new RegExp(`\\b(?:in|with|using|as|this|following)?\\s*(${NAME})\\b`, 'i');
const TRAILING_LANGUAGE = new RegExp(`\\s+(?:in|with|using) (${NAME})[\\s.!?]*$`, 'i');

const PYTHON =
  /^\s*(?:def |class \w+[(:]|import \w|from \w+ import|for \w+ in |while .+:\s*$|if .+:\s*$|elif |with .+ as )|\bprint\s*\(|\blen\(|\brange\(|\bNone\b|\bTrue\b|\bFalse\b|\blambda \w*:|\bfor \w+ in [^o]|\*\*/m;
const JAVASCRIPT =
  /\bconsole\.\w+|=>|\b(?:const|let|var) \w|;\s*$|\bfunction\b|\bMath\.|\bJSON\.|\.(?:map|filter|reduce|join|split|reverse|slice|push)\(|\bnew \w+\(|\bnull\b|\bundefined\b|===/m;
/** Code and not a sentence: a call, an operator between names, an assignment, brackets. */
const CODE = /\w\s*\([^)]*\)|=>|[=;{}[\]]|\*\*|\w\.\w+\(/;

function guessLanguage(code: string, message: string): Language {
  const named = IN_LANGUAGE.exec(message.replace(code, ' '))?.[1];
  if (named) return LANGUAGES[named.toLowerCase()] as Language;
  if (JAVASCRIPT.test(code) && !/^\s*(?:def|import|from|print)\b/m.test(code)) return 'javascript';
  return PYTHON.test(code) ? 'python' : 'javascript';
}

const toLanguage = (word: string): Language | undefined =>
  Object.hasOwn(LANGUAGES, word.toLowerCase()) ? LANGUAGES[word.toLowerCase()] : undefined;

/** The language that a block names, and its code: what people write behind the marks may be either. */
function readBlock({ code, info, kind }: FoundCode): { tag: string; code: string } {
  if (kind === 'span') {
    const [whole = '', word = ''] = /^\s*([\w+#]{1,20})(?=\s)\s*/.exec(code) ?? [];
    return toLanguage(word) ? { tag: word, code: code.slice(whole.length) } : { tag: '', code };
  }
  const [, tag = '', rest = ''] = /^[{.\s]*([\w+#-]*)(.*)$/s.exec(info) ?? [];
  const isCode = (CODE.test(rest) || PYTHON.test(rest)) && !/^\s*(?:\{|\w+=)/.test(rest);
  return { tag, code: isCode ? `${rest.trim()}\n${code}` : code };
}

const BLOCK_MARKS = /^(?:`{3,}|~{3,})/;

/** The first block of a text that can be run. */
function fromBlocks(message: string): Snippet | null {
  for (const found of findCode(message)) {
    if (found.kind === 'span' && !BLOCK_MARKS.test(message.slice(found.start, found.end))) continue;
    const { tag, code } = readBlock(found);
    const named = toLanguage(tag);
    if (code.trim() === '' || (tag !== '' && named === undefined)) continue;
    return { code: code.replace(/^\s*\n/, '').trimEnd(), language: named ?? guessLanguage(code, message) };
  }
  return null;
}

function fromWords(message: string): Snippet | null {
  const inline = findCode(message).find(({ kind, code }) => kind === 'span' && code.length > 1)?.code;
  const isOrder = /^(?:please )?(?:run|execute|eval(?:uate)?)\b/i.test(message) && IN_LANGUAGE.test(message);
  if (inline !== undefined && (isOrder || (REQUEST.test(message) && CODE.test(inline)))) {
    return { code: inline, language: guessLanguage(inline, message) };
  }
  const asked = ASKED.exec(message)?.[1];
  if (asked !== undefined && CODE.test(asked)) return { code: asked.trim(), language: guessLanguage(asked, message) };
  const prefixed = PREFIX.exec(message);
  if (prefixed && CODE.test(prefixed[2] as string)) {
    return { code: (prefixed[2] as string).trim(), language: LANGUAGES[(prefixed[1] as string).toLowerCase()] as Language };
  }
  const ordered = ORDER.exec(message);
  if (!ordered) return null;
  const code = (ordered[2] as string).replace(TRAILING_LANGUAGE, '').trim();
  return CODE.test(code) ? { code, language: guessLanguage(code, message) } : null;
}

/** The code that a message asks to be run; `null` when it asks for something else. */
export function toSnippet({ text, earlier }: Pick<Question, 'text' | 'earlier'>): Snippet | null {
  const message = text.trim();
  const block = fromBlocks(message);
  const words = replaceCode(message, () => ' ').trim();
  if (block) return words === '' || REQUEST.test(words) ? block : null;
  const isReference =
    /^(?:please )?(?:run|execute|try|test) (?:it|that|this|the (?:code|script|snippet|program))(?: (?:again|above|now|please))*[.!?]*$/i.test(
      message,
    );
  if (!isReference) return fromWords(message);
  return (
    earlier
      .toReversed()
      .map(fromBlocks)
      .find((snippet) => snippet !== null) ?? null
  );
}

const shown = (value: unknown) => (typeof value === 'string' ? value.trimEnd() : '');

/** A mistake of the program comes as an object, a failure of the tool as text. */
function sayError(error: unknown): string {
  if (typeof error === 'string') return error;
  const { type, message, line } = jsonObject.safeParse(error).data ?? {};
  if (message === undefined) return '';
  return `${type === undefined ? '' : `${String(type)}: `}${String(message)}${typeof line === 'number' ? ` (line ${line})` : ''}`;
}

function sayOutcome({ language }: Snippet, [outcome]: readonly ToolOutcome[]): string {
  const { stdout, stderr, value, error } = outcome?.data ?? {};
  const name = language === 'python' ? 'Python' : 'JavaScript';
  const parts: [string, string][] = [
    [`The ${name} code printed`, shown(stdout)],
    ['Its value', shown(value)],
    ['It wrote to the error output', shown(stderr)],
    ['It ended with an error', sayError(error)],
  ];
  const said = parts.flatMap(([label, text]) => (text === '' ? [] : [`${label}:\n\n${fenced(text)}`]));
  return said.length > 0 ? said.join('\n\n') : `The ${name} code ran and printed nothing.`;
}

/** Runs code that stands in the message, in the sandboxes of `run_javascript` and `run_python`. */
export const runCode: Ability = (question) => {
  const snippet = toSnippet(question);
  if (!snippet) return null;
  return callThenSay({
    intent: 'run_code',
    agent: 'code',
    why: `The ${snippet.language === 'python' ? 'Python' : 'JavaScript'} code has to be run in its sandbox.`,
    calls: [{ tool: `run_${snippet.language}`, arguments: { code: snippet.code } }],
    say: (done) => sayOutcome(snippet, done),
  });
};
