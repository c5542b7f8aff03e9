import { detectLanguage } from './quantities/language.ts';
import { toTokens } from './quantities/to-tokens.ts';
import { type Span, toSentences } from './sentences.ts';

/** A sentence of an answer, or its part up to a mark. `text`: without marks and layout; `marks`: the numbers that it names. */
export type Claim = Span & { text: string; marks: readonly number[]; paragraph: number };

/** Code is no prose: `list[1]` cites nothing. */
const CODE = /```[\s\S]*?(?:```|$)|`[^`\n]*`/g;
const MARKS = /(?:(?<![\p{L}\p{N}_])\[\d{1,4}(?:\s*,\s*\d{1,4}){0,9}\][\s,;]{0,3})+/gu;
/** Of an answer of some 100 kB. */
const MAX_CLAIMS = 1_500;
/** What is longer is a list without stops: its parts are judged one by one. */
const MAX_CLAIM_CHARS = 1_200;
const MAX_HEAD_CHARS = 1_000;
const FEWEST_TOKENS = 3;

/** What says something about the answer, the search or the speaker, and nothing about the world. */
const ABOUT_ITSELF: readonly RegExp[] = [
  /^(?:i|i'm|i've|i'd|let me|let's|sorry|unfortunately|here|below|from|sure|yes|no|please|thanks|thank you|note that i|if you|would you|you can|you may|do you|upload|ask me|feel free|hope)\b/i,
  /\b(?:do(?:es)? not (?:say|mention|state|contain|cover|include|answer|specify|address)|don't (?:say|mention|contain)|doesn't (?:say|mention|contain)|not (?:mentioned|stated|covered|found|specified|included|answered)|found nothing|nothing (?:about|in|on)|no (?:information|mention|passage|answer|match)|searched|could not find|couldn't find|general knowledge|in summary|as follows)\b/i,
  /^(?:ich|wir|leider|hier|gerne|bitte|danke|ja|nein|wenn (?:du|sie)|möchten sie|soll ich|je|nous|voici|malheureusement|désolé|merci|oui|non|n'hésitez|si vous|yo|aquí|lamentablemente|lo siento|gracias|sí|si (?:quieres|desea)|ecco|purtroppo|grazie|se vuoi|hier is|helaas|bedankt|aqui|infelizmente|obrigad[oa])(?![\p{L}'’])/iu,
  /\b(?:nicht (?:erwähnt|genannt|angegeben|enthalten|gefunden)|keine (?:angabe|information|hinweise)|allgemein(?:es|em) wissen|ne (?:mentionne|précise|contient|dit) pas|aucune (?:information|mention)|no (?:menciona|dice|indica|contiene)|ninguna (?:información|mención)|non (?:menziona|indica|contiene)|nessuna (?:informazione|menzione))/iu,
];
/** What is supposed is not said. */
const SUPPOSED =
  /^(?:if|suppose|supposing|assuming|imagine|let x|for example,? if|wenn|falls|angenommen|si|supposons|supongamos|se|als)\b/i;

/** Without marks, links and signs of layout. */
function toPlain(text: string): string {
  return text
    .replaceAll(MARKS, ' ')
    .replaceAll(/!?\[([^\]\n]{0,300})\]\([^)\n]{0,500}\)/g, '$1')
    .replaceAll(/^\s{0,8}(?:[-*+>]|\d{1,3}[.)])\s+/g, '')
    .replaceAll(/[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}/g, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\s+(?=[.,;:!?])/g, '')
    .trim();
}

function toNumbers(marks: string): number[] {
  return [...new Set((marks.match(/\d+/g) ?? []).map(Number))];
}

/** Whether a claim states something about the world. */
export function isAssertion(answer: string, claim: Claim): boolean {
  const raw = answer.slice(claim.start, claim.start + MAX_HEAD_CHARS);
  const text = claim.text.slice(0, MAX_HEAD_CHARS);
  if (/^\s*(?:#|\|?\s*:?-{2,}|_)/.test(raw) || /[?？:]$/.test(text)) return false;
  if (SUPPOSED.test(text) || ABOUT_ITSELF.some((words) => words.test(text))) return false;
  return toTokens(text, detectLanguage(text) ?? 'en').tokens.filter(({ kind }) => kind !== 'border').length >= FEWEST_TOKENS;
}

type Part = Span & { marks: number[] };

/** A sentence cut behind its marks; with words behind the last one it is one claim of all marks. */
function toParts(prose: string, span: Span): { leading: number[]; parts: Part[] } {
  const text = prose.slice(span.start, span.end);
  const parts: Part[] = [];
  let leading: number[] = [];
  let from = 0;
  for (const match of text.matchAll(MARKS)) {
    const end = match.index + match[0].trimEnd().length;
    if (/[\p{L}\p{N}]/u.test(text.slice(from, match.index))) {
      parts.push({ start: span.start + from, end: span.start + end, marks: toNumbers(match[0]) });
    } else leading = [...leading, ...toNumbers(match[0])];
    from = match.index + match[0].length;
  }
  const [first] = parts;
  const start = span.start + (first || from === 0 ? 0 : from);
  if (!/[\p{L}\p{N}]/u.test(text.slice(from))) {
    const last = parts.at(-1);
    if (last) last.end = span.end;
    return { leading, parts };
  }
  return { leading, parts: [{ start, end: span.end, marks: parts.flatMap(({ marks }) => marks) }] };
}

/** Parts that are not too long, cut behind a comma or space where there is one. */
function toShort(prose: string, part: Part): Part[] {
  const short: Part[] = [];
  let { start } = part;
  while (part.end - start > MAX_CLAIM_CHARS) {
    const piece = prose.slice(start, start + MAX_CLAIM_CHARS);
    const border = Math.max(piece.lastIndexOf(', '), piece.lastIndexOf('; ')) + 2;
    const end = start + (border > MAX_CLAIM_CHARS / 2 ? border : piece.lastIndexOf(' ') + 1 || MAX_CLAIM_CHARS);
    short.push({ ...part, start, end });
    start = end;
  }
  return [...short, { ...part, start }];
}

/** What an answer says, sentence by sentence. Marks behind the stop belong to the sentence before it. */
export function toClaims(answer: string): Claim[] {
  const prose = answer.replaceAll(CODE, (code) => code.replaceAll(/[^\n]/g, ' '));
  const claims: (Claim & { marks: number[] })[] = [];
  let paragraph = 0;
  let end = 0;
  for (const span of toSentences(prose)) {
    const between = prose.slice(end, span.start);
    if (/\n\s*\n/.test(between)) paragraph += 1;
    const { leading, parts } = toParts(prose, span);
    const before = claims.at(-1);
    const isBehind = before !== undefined && !between.includes('\n') && leading.length > 0;
    if (isBehind) {
      before.marks.push(...leading.filter((mark) => !before.marks.includes(mark)));
      before.end = Math.max(before.end, parts[0]?.start ?? span.end);
    }
    for (const { marks, ...part } of parts.flatMap((part) => toShort(prose, part))) {
      if (claims.length >= MAX_CLAIMS) return claims;
      const raw = prose.slice(part.start, part.end);
      const text = toPlain(raw);
      const own = isBehind ? marks : [...leading, ...marks];
      claims.push({ ...part, text, marks: [...new Set(own)], paragraph });
    }
    end = span.end;
  }
  return claims;
}

/** Where the marks stand that name one of these numbers. */
export function findMarks(answer: string, isSought: (mark: number) => boolean): Span[] {
  const prose = answer.replaceAll(CODE, (code) => ' '.repeat(code.length));
  return [...prose.matchAll(/(?<![\p{L}\p{N}_])\[\d{1,4}(?:\s*,\s*\d{1,4}){0,9}\]/gu)].flatMap((match) =>
    toNumbers(match[0]).some(isSought) ? [{ start: match.index, end: match.index + match[0].length }] : [],
  );
}
