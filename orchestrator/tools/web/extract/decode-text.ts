import { analyse } from 'chardet';
import { toUtf16 } from '../../../../lib/shared/decode-text.ts';

/** Browsers read a declaration wherever it stands; this far it is looked for. */
const DECLARED_WITHIN_BYTES = 262_144;
const GUESSED_FROM_BYTES = 65_536;
const HEADER = /charset\s{0,20}=\s{0,20}["']?\s{0,20}([\w:.-]{1,40})/i;
const META = /<meta\s[^>]{0,400}?charset\s{0,20}=\s{0,20}["']?\s{0,20}([\w:.-]{1,40})/i;
const XML = /^\s{0,100}<\?xml\s[^>]{0,200}?encoding\s{0,20}=\s{0,20}["']([\w:.-]{1,40})/i;

/** Names in use that the Encoding standard lacks. */
const ALIASES: Readonly<Record<string, string>> = {
  cp932: 'shift_jis',
  'windows-932': 'shift_jis',
  cp936: 'gbk',
  'windows-936': 'gbk',
  cp949: 'euc-kr',
  euckr: 'euc-kr',
  cp950: 'big5',
  'windows-950': 'big5',
  eucjp: 'euc-jp',
  'utf-8-sig': 'utf-8',
  utf_8: 'utf-8',
  'win-1251': 'windows-1251',
  win1251: 'windows-1251',
};

/** Of a guess, in per cent. */
const LEAST_CONFIDENCE = 15;
/** Of the signs: in Latin letters most are ASCII. */
const MANY_HIGH = 0.5;
const FALLBACK = 'windows-1252';
/** Of the characters; a page with more was decoded wrongly. */
const MOST_UNDECODED = 0.01;
/** A few bad bytes among so many good characters do not make a text another encoding. */
const GOOD_PER_BAD = 10;

function toLabel(name: string | undefined): string | null {
  if (name === undefined) return null;
  const label = ALIASES[name.toLowerCase()] ?? name;
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return null;
  }
}

const decode = (bytes: Uint8Array, label: string) => new TextDecoder(label).decode(bytes);
const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;

/** Letters alone: marks and names of elements are English in every page. */
function toLetters(start: string): Buffer {
  const plain = start.replaceAll(/<(script|style)\b[^<]{0,50000}/gi, ' ').replaceAll(/<[^<>]{0,5000}>/g, ' ');
  return Buffer.from(/[\x80-\xff]/.test(plain) ? plain : start, 'latin1');
}

/** The ISO sets have controls where those of Windows have letters. */
const WINDOWS: Readonly<Record<string, string>> = {
  'iso-8859-2': 'windows-1250',
  'iso-8859-5': 'windows-1251',
  'iso-8859-6': 'windows-1256',
  'iso-8859-7': 'windows-1253',
  'iso-8859-8': 'windows-1255',
};

/** What the bytes look like: chardet knows the frequent letters of languages, but no Thai. */
function guess(start: string): string {
  const letters = toLetters(start.slice(0, GUESSED_FROM_BYTES));
  const high = letters.filter((byte) => byte >= 0x80);
  const share = high.length / letters.filter((byte) => byte > 0x20).length;
  for (const { name, confidence } of analyse(letters)) {
    const found = toLabel(name);
    if (confidence < LEAST_CONFIDENCE) break;
    const label = found === null ? null : (high.some((byte) => byte < 0xa0) && WINDOWS[found]) || found;
    if (label !== null && !new TextDecoder(label).decode(letters, { stream: true }).includes('\uFFFD')) return label;
  }
  if (share <= MANY_HIGH) return FALLBACK;
  if (high.every((byte) => byte >= 0xa1 && byte <= 0xfb && !(byte > 0xda && byte < 0xdf))) return 'windows-874';
  throw new Error('its characters are of an unknown encoding');
}

/** What was said about the bytes, the more trustworthy first; a document that says UTF-16 in ASCII is not. */
function declared(contentType: string, start: string): string[] {
  const inside = [META.exec(start)?.[1], XML.exec(start)?.[1]]
    .map(toLabel)
    .map((label) => (label?.startsWith('utf-16') ? 'utf-8' : label));
  return [toLabel(HEADER.exec(contentType)?.[1]), ...inside].filter((label): label is string => label !== null);
}

/**
 * Text of a document: byte order mark, then UTF-8 where the bytes prove it (so many servers say Latin-1 of everything), then what
 * the server and the document say, else a guess. Throws when most of it cannot be decoded, so that nobody quotes U+FFFD.
 */
export function decodeText(bytes: Uint8Array, contentType: string): string {
  const marked = toUtf16(bytes);
  if (marked !== null) return decode(bytes, marked);
  const utf8 = decode(bytes, 'utf-8');
  const start = Buffer.from(bytes.subarray(0, DECLARED_WITHIN_BYTES)).toString('latin1');
  const labels = declared(contentType, start);
  const bad = count(utf8, /\uFFFD/g);
  const isAscii = bad === 0 && utf8.length === bytes.length;
  if (
    isAscii
      ? !labels.includes('iso-2022-jp') && !start.includes('\u001B$')
      : count(utf8, /\P{ASCII}/gu) - bad >= bad * GOOD_PER_BAD
  )
    return utf8;
  const candidates = [...labels.filter((label) => label !== 'utf-8'), isAscii ? 'iso-2022-jp' : guess(start)];
  const texts = candidates.map((label) => decode(bytes, label));
  const best = texts.find((text) => !text.includes('\uFFFD')) ?? (texts[0] as string);
  if (count(best, /\uFFFD/g) > best.length * MOST_UNDECODED) throw new Error('its characters cannot be decoded');
  return best;
}
