import { isFileLike, isHostName } from './host-names.ts';

/** A web address in a text, in UTF-16 units; `text` is exactly that part. */
export type FoundAddress = {
  start: number;
  end: number;
  text: string;
  /** `url`: with a scheme; `place`: a host with `www.`, a port or a path; `name`: a host alone, which may be a product (asp.net). */
  kind: 'url' | 'place' | 'name';
};

const MAX_ADDRESS_CHARS = 2_048;
const MAX_ADDRESSES = 20_000;
/** How far before an address an open bracket is looked for. */
const MAX_BEFORE_CHARS = 200;

/** No address has these unescaped: white space, controls, quotes, and punctuation of Chinese, Japanese and Korean. */
const STOP =
  /[\s\p{Cc}\p{Cf}<>"`\\|“”„‟‘«»‹›—…\u3000-\u3003\u3008-\u3011\u3014-\u301f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff3d\uff5b-\uff65]/u;
/** Bounded, so that a long run of letters is not read again from each of them. */
const START =
  /(?<![A-Za-z0-9])https?:\/\/|(?<![\w@./:#$\\-])[\p{L}\p{N}][\p{L}\p{M}\p{N}-]{0,62}(?:\.[\p{L}\p{M}\p{N}-]{1,63}){1,10}/giu;
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;
const LATIN = /[A-Za-z0-9]/;
const OPENERS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;

function isOpenBefore(text: string, start: number, closer: string): boolean {
  let depth = 0;
  for (let at = start - 1; at >= Math.max(0, start - MAX_BEFORE_CHARS) && text[at] !== '\n'; at -= 1) {
    if (text[at] === closer) depth += 1;
    else if (text[at] === OPENERS[closer]) {
      if (depth === 0) return true;
      depth -= 1;
    }
  }
  return false;
}

/** Chinese and others put no space behind an address: a letter right behind a Latin one belongs to the sentence. */
function isNextWord(text: string, at: number): boolean {
  const letter = text[at] ?? '';
  return UNSPACED.test(letter) && (LATIN.test(text[at - 1] ?? '') || letter === 'を');
}

/** Where what may belong to the address ends: at a bracket or quotation mark that was opened before it, too. */
function endOf(text: string, start: number, from: number): number {
  const open: string[] = [];
  const limit = Math.min(text.length, start + MAX_ADDRESS_CHARS);
  let at = from;
  for (; at < limit; at += 1) {
    const sign = text[at] as string;
    if (STOP.test(sign) || isNextWord(text, at)) break;
    if (/[,;]/.test(sign) && /^https?:\/\//i.test(text.slice(at + 1, at + 9))) break;
    if (sign === "'" && text[start - 1] === "'" && !/\w/.test(text[at + 1] ?? '')) break;
    if (/[([{]/.test(sign)) open.push(sign);
    if (OPENERS[sign] === undefined) continue;
    if (open.at(-1) === OPENERS[sign]) open.pop();
    else if (isOpenBefore(text, start, sign)) break;
  }
  return at;
}

/** Without the punctuation, the brackets that nothing opened, and the marks of Markdown behind it. */
function trim(address: string, before: string): string {
  const counts: Record<string, number> = {};
  for (const sign of address) counts[sign] = (counts[sign] ?? 0) + 1;
  let end = address.length;
  for (; end > 0; end -= 1) {
    const last = address[end - 1] as string;
    const opener = OPENERS[last];
    const isUnbalanced = opener !== undefined && (counts[last] ?? 0) > (counts[opener] ?? 0);
    const isMark = /[_~]/.test(last) && last === before;
    if (!isUnbalanced && !isMark && !/[.,;:!?'’*([{]/.test(last)) break;
    counts[last] = (counts[last] ?? 0) - 1;
  }
  return address.slice(0, end);
}

function toUrl(text: string, start: number, scheme: string): FoundAddress | null {
  const whole = trim(text.slice(start, endOf(text, start, start + scheme.length)), text[start - 1] ?? '');
  const hasPath = /[/?#]/.test(whole.slice(scheme.length));
  const found = hasPath ? whole : whole.replace(/['’]s$/i, '');
  return URL.canParse(found) ? { start, end: start + found.length, text: found, kind: 'url' } : null;
}

/** The host in a run of letters and dots without the words of an unspaced script around it. */
function hostIn(run: string): { skipped: number; host: string } {
  const skipped = run.search(
    /(?<=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}])[A-Za-z0-9][A-Za-z0-9.-]*$/u,
  );
  const rest = skipped > 0 ? run.slice(skipped) : run;
  let end = 1;
  while (end < rest.length && !isNextWord(rest, end)) end += 1;
  return { skipped: Math.max(0, skipped), host: rest.slice(0, end) };
}

function toPlace(text: string, runStart: number, run: string): FoundAddress | null {
  const { skipped, host } = hostIn(run);
  const start = runStart + skipped;
  const isNumber = IPV4.test(host);
  const afterHost = start + host.length;
  if (!(isNumber || isHostName(host)) || /[@\\]/.test(text[afterHost] ?? '')) return null;
  const port = /^:\d{1,5}(?!\w)/.exec(text.slice(afterHost, afterHost + 7))?.[0] ?? '';
  const afterPort = afterHost + port.length;
  const end = /[/?#]/.test(text[afterPort] ?? '') ? endOf(text, start, afterPort) : afterPort;
  const found = trim(text.slice(start, end), text[start - 1] ?? '');
  // A path or a port makes a number an address, and the length of its network does not.
  if (isNumber && /^[\d.]+(?:\/\d{0,2})?$/.test(found)) return null;
  const isClear = found.length > host.length && !isFileLike(host) && !/\p{Lu}/u.test(host.slice(1));
  return { start, end: start + found.length, text: found, kind: isClear || /^www\./i.test(host) ? 'place' : 'name' };
}

/**
 * The web addresses of a text in their order: brackets that belong together, apostrophes and any script are part of one, the
 * punctuation around it is not. E-mail addresses, file names, versions and abbreviations are none. Linear.
 */
export function findAddresses(text: string): FoundAddress[] {
  const found: FoundAddress[] = [];
  const start = new RegExp(START);
  for (let match = start.exec(text); match !== null && found.length < MAX_ADDRESSES; match = start.exec(text)) {
    const [run] = match;
    const address = run.endsWith('://') ? toUrl(text, match.index, run) : toPlace(text, match.index, run);
    if (address === null) continue;
    found.push(address);
    start.lastIndex = Math.max(address.end, match.index + 1);
  }
  return found;
}
