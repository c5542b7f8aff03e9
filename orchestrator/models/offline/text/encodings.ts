import { createHash } from 'node:crypto';
import { fenced } from './fenced.ts';
import type { TextOperation } from './text-operation.ts';

function decodeBase64(text: string): string {
  const bytes = Buffer.from(text.trim(), 'base64');
  const isBase64 = /^[A-Za-z0-9+/_=-]+$/.test(text.trim()) && bytes.length > 0;
  const decoded = bytes.toString('utf8');
  if (!isBase64) return 'That is no valid Base64.';
  return decoded.includes('\ufffd')
    ? `It holds bytes that are no text (hexadecimal): \`${bytes.toString('hex')}\``
    : fenced(decoded);
}

function withJson(text: string, use: (value: unknown) => string): string {
  try {
    return use(JSON.parse(text) as unknown);
  } catch (error) {
    return `That is **not valid JSON**: ${error instanceof Error ? error.message : 'it cannot be read'}.`;
  }
}

const hash = (algorithm: string) => (text: string) => `\`${createHash(algorithm).update(text).digest('hex')}\``;

/** Hashes, codes and JSON. */
export const ENCODINGS: readonly TextOperation[] = [
  { pattern: /\bsha-?512\b/, apply: hash('sha512') },
  { pattern: /\bsha-?1\b/, apply: hash('sha1') },
  { pattern: /\bsha(?:-?256)?\b/, apply: hash('sha256') },
  { pattern: /\bmd5\b/, apply: hash('md5') },
  { pattern: /\bhash (?:of|for)\b|^hash\b/, apply: hash('sha256') },
  { pattern: /\b(?:decode\b.*\bbase-?64|base-?64[- ]?decode|from base-?64|unbase64)\b/, apply: decodeBase64 },
  { pattern: /\bbase-?64\b/, apply: (text) => `\`${Buffer.from(text).toString('base64')}\`` },
  {
    pattern: /\b(?:ur[li][- ]?decode|decode (?:this |the )?ur[li]|percent[- ]?decode)\b/,
    apply: (text) =>
      URL.canParse(`x:${text}`) && !/%(?![\da-f]{2})/i.test(text)
        ? fenced(decodeURIComponent(text.replaceAll('+', ' ')))
        : 'That cannot be decoded.',
  },
  {
    pattern: /\b(?:ur[li][- ]?encode|percent[- ]?encode|encode .* (?:for|as) (?:a |an )?ur[li])\b/,
    apply: (text) => `\`${encodeURIComponent(text)}\``,
  },
  {
    pattern: /\b(?:valid|validate|check|lint)\b.*\bjson\b|\bjson\b.*\bvalid\b/,
    apply: (text) => withJson(text, () => 'Yes, that is **valid JSON**.'),
  },
  {
    pattern: /\b(?:minify|compact|compress|minimi[sz]e)\b.*\bjson\b/,
    apply: (text) => withJson(text, (value) => fenced(JSON.stringify(value), 'json')),
  },
  {
    pattern:
      /^(?:pretty[- ]?print|prettify|beautify)\b|\b(?:format|pretty|prettify|beautify|indent|tidy|clean)\b.*\bjson\b|\bjson\b.*\b(?:format|pretty)/,
    apply: (text) => withJson(text, (value) => fenced(JSON.stringify(value, null, 2), 'json')),
  },
];
