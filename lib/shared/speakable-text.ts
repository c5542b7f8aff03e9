import { findAddresses } from './find-addresses.ts';

const LINE_STARTS = /^[ \t]*(?:>[ \t]?)*(?:#{1,6}[ \t]+|[-*+•][ \t]+(?:\[[ xX]\][ \t]+)?)?/gm;
type Rule = readonly [RegExp, string | ((...groups: string[]) => string)];

const LINKS: readonly Rule[] = [
  [/!\[([^\]]*)\]\([^)]*\)/g, '$1'],
  [/\[([^\]]+)\]\([^)]*\)/g, '$1'],
  // Marks of sources and footnotes.
  [/^[ \t]*\[(?:\^[\w-]+|\d+)\]:[ \t]*/gm, ''],
  [/\((?:(?:see|cf\.|siehe|vgl\.)\s+)?(?:\[\^?\d+\][\s,;]*)+\)/gi, ''],
  [/\[\^?\d+(?:\s*[,–-]\s*\d+)*\]|【[^】]*】/g, ''],
  [/<(?:https?:\/\/|mailto:)([^>\s]+)>/g, (_whole, rest = '') => hostOf(rest)],
];
const MARKS: readonly Rule[] = [
  [/<\/?[a-zA-Z][^<>]*>/g, ' '],
  [/\$\$([^$]+)\$\$/g, (_whole, formula = '') => sayFormula(formula)],
  [/\$\$?([^$\n]+)\$\$?/g, (whole = '', formula = '') => (/[\\^_=]/.test(formula) ? sayFormula(formula) : whole)],
  [/\\[([]|\\[)\]]/g, ' '],
  [/\\([a-zA-Z]+)/g, ' $1 '],
  [/\\([^a-zA-Z0-9\s])/g, '$1'],
  [/\\\n/g, ' '],
  [/\*\*|__|~~|`+/g, ''],
  // A single star or underscore is emphasis at the edge of a word, and a sign elsewhere.
  [/(^|[\s("'«„“])[*_](?=\S)/g, '$1'],
  [/(\S)[*_](?=$|[\s.,;:!?)"'»”’])/g, '$1'],
  [/(?<=\p{L})_(?=\p{L})/gu, ' '],
  [
    /[\p{Extended_Pictographic}\p{Regional_Indicator}](?:[\u{FE0E}\u{FE0F}\u{1F3FB}-\u{1F3FF}]|\u{200D}\p{Extended_Pictographic})*/gu,
    '',
  ],
  [/\u{FE0F}|\u{20E3}|\u{200D}/gu, ''],
  [/&nbsp;/g, ' '],
  [/&quot;/g, '"'],
  [/&#39;|&apos;/g, "'"],
  [/&amp;/g, '&'],
  [/&lt;/g, '<'],
  [/&gt;/g, '>'],
  [/\s+/g, ' '],
  [/\s+([.,;:!?])/g, '$1'],
];

const FORMULA_RULES: readonly [RegExp, string][] = [
  [/\\frac\{([^{}]+)\}\{([^{}]+)\}/g, ' $1 / $2 '],
  [/\\sqrt\{([^{}]+)\}/g, ' √ $1 '],
  [/\\(?:cdot|times)/g, ' × '],
  [/\\int(?![a-zA-Z])/g, ' integral '],
  [/\\infty(?![a-zA-Z])/g, ' infinity '],
  [/\\(?:leq?)\b/g, ' ≤ '],
  [/\\(?:geq?)\b/g, ' ≥ '],
  [/\\(?:text|mathrm|mathbf)\{([^{}]+)\}/g, ' $1 '],
  [/\^\{?2\}?/g, '²'],
  [/\^\{?3\}?/g, '³'],
  [/\^\{?([\w+-]+)\}?/g, ' ^ $1 '],
  [/[{}_]/g, ' '],
];

function hostOf(address: string): string {
  return address.replace(/^(?:https?:\/\/)?(?:www\.)?/, '').replace(/[/?#].*$/, '');
}

function sayFormula(formula: string): string {
  return FORMULA_RULES.reduce((text, [pattern, words]) => text.replace(pattern, words), formula);
}

function sayAddresses(text: string): string {
  let said = '';
  let at = 0;
  for (const address of findAddresses(text)) {
    if (address.kind === 'name') continue;
    said += text.slice(at, address.start) + hostOf(address.text);
    at = address.end;
  }
  return said + text.slice(at);
}

const applyAll = (rules: readonly Rule[], text: string): string =>
  rules.reduce((changed, [pattern, by]) => changed.replace(pattern, by as string), text);

/** A piece of Markdown as it should be said: without marks, links as their text, addresses as their host. Empty: nothing to say. */
export function toSpeakableText(markdown: string): string {
  const text = applyAll(MARKS, sayAddresses(applyAll(LINKS, markdown.replace(LINE_STARTS, '')))).trim();
  return /[\p{L}\p{N}]/u.test(text) ? text : '';
}
