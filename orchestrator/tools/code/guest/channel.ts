import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { GuestError, GuestLimits, GuestMessage, GuestOrder } from '../sandbox/protocol.ts';

const FILE_DESCRIPTOR = 3;
/** So many pieces are passed on at once, for who watches; more are gathered. */
const PROMPT_PIECES = 500;
const GATHERED_CHARS = 8_192;

/** Blocks, so that what was said is out even if the process dies in the next moment. */
export function say(message: GuestMessage): void {
  const bytes = Buffer.from(`${JSON.stringify(message)}\n`);
  for (let written = 0; written < bytes.length; ) written += writeSync(FILE_DESCRIPTOR, bytes, written);
}

export async function receiveOrder(): Promise<GuestOrder> {
  for await (const line of createInterface({ input: process.stdin })) return JSON.parse(line) as GuestOrder;
  throw new Error('the parent is gone');
}

export type Output = ReturnType<typeof createOutput>;

/** Passes the output of a program on, up to a limit. */
export function createOutput({ outputBytes: maxBytes }: GuestLimits) {
  let pieces = 0;
  let bytes = 0;
  let isCut = false;
  let gathered = { stream: 'stdout' as 'stdout' | 'stderr', text: '' };

  function flush(): void {
    if (gathered.text !== '') say({ type: 'output', ...gathered });
    gathered = { stream: gathered.stream, text: '' };
  }

  function cut(text: string): string {
    isCut = true;
    return Buffer.from(text)
      .subarray(0, maxBytes - bytes)
      .toString('utf8')
      .replace(/\uFFFD+$/, '');
  }

  return {
    write(stream: 'stdout' | 'stderr', text: string): void {
      if (isCut || text === '') return;
      const size = Buffer.byteLength(text);
      const kept = bytes + size > maxBytes ? cut(text) : text;
      bytes += size;
      pieces += 1;
      if (stream !== gathered.stream) flush();
      gathered = { stream, text: gathered.text + kept };
      if (isCut || pieces <= PROMPT_PIECES || gathered.text.length >= GATHERED_CHARS) flush();
      if (isCut) say({ type: 'notice', text: `Output was cut after ${Math.floor(maxBytes / 1024)} KB.` });
    },
    flush,
  };
}

/** The last word: how the program ended. */
export function sayDone(value: string | null, error: GuestError | null, { valueChars }: GuestLimits): void {
  const isCut = value !== null && value.length > valueChars;
  if (isCut) say({ type: 'notice', text: `The value has more than ${valueChars} characters; this is its beginning.` });
  say({ type: 'done', value: isCut ? value.slice(0, valueChars) : value, error });
}

/** Passes the files that a program left in its working directory on, up to the limits. */
export function sayFiles(files: readonly { name: string; bytes: Uint8Array }[], limits: GuestLimits): void {
  const fitting = files.filter(({ bytes }) => bytes.length <= limits.fileBytes);
  const kept = fitting.slice(0, limits.files);
  const tooLarge = files.filter((file) => !fitting.includes(file)).map(({ name }) => name);
  const tooMany = fitting.slice(limits.files).map(({ name }) => name);
  for (const { name, bytes } of kept) say({ type: 'file', name, data: Buffer.from(bytes).toString('base64') });
  if (tooLarge.length > 0) {
    say({ type: 'notice', text: `Not kept, larger than ${limits.fileBytes / 2 ** 20} MB: ${tooLarge.join(', ').slice(0, 500)}` });
  }
  if (tooMany.length > 0) {
    say({ type: 'notice', text: `Not kept, more than ${limits.files} files: ${tooMany.join(', ').slice(0, 500)}` });
  }
}
