import type { IncomingMessage } from 'node:http';
import { Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw, createZstdDecompress } from 'node:zlib';
import { looksBinary } from './looks-binary.ts';
import { WebError } from './web-error.ts';

export const ACCEPT_ENCODING = 'gzip, deflate, br, zstd';

/** `isCut`: the server or the compressed data ended too early; the bytes are what came. */
export type Body = { bytes: Uint8Array; isCut: boolean };

type Decoder = (start: Uint8Array) => Transform | null;

const startsWith = (bytes: Uint8Array, ...magic: number[]) => magic.every((byte, index) => bytes[index] === byte);

/** RFC 1950 wants a header, and half of the servers send the bare data; two checked bytes tell. */
const inflate: Decoder = ([first = 0, second = 0]) =>
  (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0 ? createInflate() : createInflateRaw();

/** `null`: the bytes are not what the header says; servers that compress nothing say so, too. */
const gunzip: Decoder = (start) => (startsWith(start, 0x1f, 0x8b) ? createGunzip() : null);

const DECODERS: Readonly<Record<string, Decoder>> = {
  gzip: gunzip,
  'x-gzip': gunzip,
  deflate: inflate,
  'x-deflate': inflate,
  br: () => createBrotliDecompress(),
  zstd: (start) => (startsWith(start, 0x28, 0xb5, 0x2f, 0xfd) ? createZstdDecompress() : null),
};
const UNSUPPORTED = new Set(['compress', 'x-compress', 'dcb', 'dcz', 'sdch', 'bzip2', 'xz', 'lzma']);
const MAX_ENCODINGS = 4;

function tooLarge(maxBytes: number): WebError {
  return new WebError(`the page is larger than ${Math.floor(maxBytes / 1_000_000)} MB`);
}

/** Everything that a stream gives before it ends or breaks. Throws `WebError` for what is too large, and what broke it before the first byte. */
async function collect(stream: Readable, maxBytes: number, mayBreak: () => boolean): Promise<Body> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      if (size > maxBytes) throw tooLarge(maxBytes);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof WebError || size === 0 || !mayBreak()) throw error;
    return { bytes: Buffer.concat(chunks), isCut: true };
  }
  return { bytes: Buffer.concat(chunks), isCut: false };
}

/** What a decoder makes of bytes; what is too large is thrown, all else that breaks it is `null` or a cut body. */
async function through(stream: Transform, bytes: Uint8Array, maxBytes: number): Promise<Body | null> {
  try {
    return await collect(Readable.from([bytes]).pipe(stream), maxBytes, () => true);
  } catch (error) {
    if (error instanceof WebError) throw error;
    return null;
  }
}

/** RFC 1952, 2.3: where the data begins. */
function gzipDataStart(bytes: Uint8Array): number {
  const flags = bytes[3] ?? 0;
  let at = 10;
  if (flags & 4) at += 2 + (bytes[at] ?? 0) + ((bytes[at + 1] ?? 0) << 8);
  for (const flag of [8, 16]) if (flags & flag) at = bytes.indexOf(0, at) + 1;
  return flags & 2 ? at + 2 : at;
}

/**
 * Undoes one encoding. What stands behind the data breaks Node's reader of gzip, whose last piece is then lost; the data alone has it.
 * What cannot be undone at all is taken as it is when it reads as text, as browsers do.
 */
async function decode(body: Body, encoding: string, maxBytes: number): Promise<Body> {
  const stream = DECODERS[encoding]?.(body.bytes);
  if (!stream || body.bytes.length === 0) return body;
  let decoded = await through(stream, body.bytes, maxBytes);
  if (encoding.endsWith('gzip') && (decoded?.isCut ?? true)) {
    const alone = await through(createInflateRaw(), body.bytes.subarray(gzipDataStart(body.bytes)), maxBytes);
    if (alone && alone.bytes.length >= (decoded?.bytes.length ?? 0)) decoded = alone;
  }
  if (decoded) return { bytes: decoded.bytes, isCut: decoded.isCut || body.isCut };
  if (!looksBinary(body.bytes)) return body;
  throw new WebError('the page is compressed, and its data is broken');
}

/** The encodings that were put on, the last one first. Names that are none (`none`, `utf-8`) are left out, as browsers do. */
function encodingsOf(response: IncomingMessage): string[] {
  const names = (response.headers['content-encoding'] ?? '').split(',').map((name) => name.trim().toLowerCase());
  if (names.some((name) => UNSUPPORTED.has(name))) throw new WebError('the page is compressed in a way that is not supported');
  const encodings = names.filter((name) => Object.hasOwn(DECODERS, name)).toReversed();
  if (encodings.length > MAX_ENCODINGS) throw new WebError('the page is compressed too many times');
  return encodings;
}

/**
 * The body without its encodings. Throws `WebError` as soon as it, or a step on the way to it, is larger than allowed, whatever
 * it claims to be.
 */
export async function readBody(response: IncomingMessage, maxBytes: number, signal: AbortSignal): Promise<Body> {
  if (Number(response.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const encodings = encodingsOf(response);
  let body = await collect(response, maxBytes, () => !signal.aborted);
  for (const encoding of encodings) {
    signal.throwIfAborted();
    body = await decode(body, encoding, maxBytes);
  }
  return body;
}
