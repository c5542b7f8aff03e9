import type { Readable } from 'node:stream';

/** Gives every line of a stream; `onTooLong` when one has more than `maxBytes`, after which nothing more is read. */
export function readLines(stream: Readable, maxBytes: number, onLine: (line: string) => void, onTooLong: () => void): void {
  let pending: Buffer[] = [];
  let pendingBytes = 0;

  function take(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      onLine(Buffer.concat([...pending, chunk.subarray(start, end)]).toString('utf8'));
      pending = [];
      pendingBytes = 0;
      start = end + 1;
    }
    if (start === chunk.length) return;
    pending.push(chunk.subarray(start));
    pendingBytes += chunk.length - start;
    if (pendingBytes <= maxBytes) return;
    stream.off('data', take);
    onTooLong();
  }

  stream.on('data', take);
}
