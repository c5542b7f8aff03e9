import { createHash } from 'node:crypto';
import { fenced } from './fenced.ts';
import { type JsonToken, readJson } from './read-json.ts';
import type { TextOperation } from './text-operation.ts';
import { indentJson, minifyJson } from './write-json.ts';

/** Bytes as text; in hexadecimal where they are none. */
function sayBytes(bytes: Uint8Array): string {
  try {
    return fenced(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return `It holds bytes that are no text (hexadecimal): \`${Buffer.from(bytes).toString('hex')}\``;
  }
}

function decodeBase64(text: string): string {
  const code = text.replaceAll(/\s/g, '');
  const letters = code.replace(/={1,2}$/, '');
  const isBase64 = /^(?:[A-Za-z\d+/]+|[A-Za-z\d_-]+)$/.test(letters) && letters.length % 4 !== 1;
  const isPadded = letters.length === code.length || code.length % 4 === 0;
  return isBase64 && isPadded ? sayBytes(Buffer.from(letters, 'base64')) : 'That is no valid Base64.';
}

/** A `%` that is no code stands for itself nowhere, so that a text with one was not encoded. */
function decodeUrl(text: string): string {
  try {
    const note = text.includes('+') ? '\n\nEach + was read as a space, as in forms.' : '';
    return fenced(decodeURIComponent(text.replaceAll('+', ' '))) + note;
  } catch {
    return 'That cannot be decoded: it is not percent-encoded UTF-8.';
  }
}

function withJson(text: string, use: (tokens: readonly JsonToken[]) => string): string {
  const read = readJson(text);
  if ('error' in read) return `That is **not valid JSON**: ${read.error}.`;
  const names = read.repeated.slice(0, 5).join(', ');
  return use(read.tokens) + (names === '' ? '' : `\n\nOne object has the same name more than once: ${names}.`);
}

const hash = (algorithm: string, name: string): Pick<TextOperation, 'apply'> => ({
  apply: (text) => `${name}: \`${createHash(algorithm).update(text).digest('hex')}\``,
});

/** `sha-512/256` and others of which only the beginning is known are not taken for what they begin with. */
const WHOLE_NAME = String.raw`(?![-/]?\d)`;

/** Hashes, codes and JSON. */
export const ENCODINGS: readonly TextOperation[] = [
  ...['224', '256', '384', '512'].map((size) => ({
    pattern: new RegExp(`\\bsha-?3[- ]?${size}\\b${WHOLE_NAME}`),
    ...hash(`sha3-${size}`, `SHA3-${size}`),
  })),
  ...['1', '224', '256', '384', '512'].map((size) => ({
    pattern: new RegExp(`\\bsha[- ]?(?:2-)?${size}\\b${WHOLE_NAME}`),
    ...hash(`sha${size}`, `SHA-${size}`),
  })),
  { pattern: /\bmd5\b/, ...hash('md5', 'MD5') },
  {
    pattern: /\bsha\b(?! ?-?\d|-)|(?<!\d )\bhash (?:of|for)\b|^hash\b(?!.*\b(?:sha|md|with|using|crc|blake|ripemd))/,
    ...hash('sha256', 'SHA-256'),
  },
  {
    pattern:
      /\b(?:decode\b.*\bbase-?64(?:url)?|base-?64(?:url)?[- ]?decode|(?:from )?base-?64(?:url)? (?:in)?to (?:plain )?(?:text|string|ascii|utf-?8)|from base-?64(?:url)?|unbase64)\b/,
    apply: decodeBase64,
  },
  { pattern: /\bbase-?64-?url\b/, apply: (text) => `\`${Buffer.from(text).toString('base64url')}\`` },
  { pattern: /\bbase-?64\b/, apply: (text) => `\`${Buffer.from(text).toString('base64')}\`` },
  { pattern: /\b(?:ur[li][- ]?decode|decode (?:this |the )?ur[li]|percent[- ]?decode)\b/, apply: decodeUrl },
  {
    pattern: /\b(?:ur[li][- ]?encode|percent[- ]?encode|encode .* (?:for|as) (?:a |an )?ur[li])\b/,
    apply: (text) => `\`${encodeURIComponent(text.toWellFormed())}\``,
  },
  {
    pattern: /\b(?:valid|validate|check|lint)\b.*\bjson\b|\bjson\b.*\bvalid\b/,
    apply: (text) => withJson(text, () => 'Yes, that is **valid JSON**.'),
  },
  {
    pattern: /\b(?:minify|compact|compress|minimi[sz]e)\b.*\bjson\b/,
    apply: (text) => withJson(text, (tokens) => fenced(minifyJson(tokens), 'json')),
  },
  {
    pattern:
      /^(?:pretty[- ]?print|prettify|beautify)\b|\b(?:format|pretty|prettify|beautify|indent|tidy|clean)\b.*\bjson\b|\bjson\b.*\b(?:format|pretty)/,
    apply: (text) => withJson(text, (tokens) => fenced(indentJson(tokens), 'json')),
  },
];
