import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { Busboy, type BusboyHeaders } from '@fastify/busboy';
import { AppError, validationFailed } from '../../lib/contract/errors.ts';
import type { Operation } from '../../lib/contract/operations/operation.ts';

export type UploadLimits = { maxRequestBytes: number; maxFiles: number; idleTimeoutMs: number };

type Parser = InstanceType<typeof Busboy>;

type Options<T> = UploadLimits & {
  upload: NonNullable<Operation['upload']>;
  /** Must read `bytes` to the end, or throw; never rejects. */
  take(file: { name: string; bytes: AsyncIterable<Uint8Array> }): Promise<T>;
};

/** Small files come many in a piece; so many are worked on at once. */
const MAX_AT_ONCE = 16;
/** Besides files: fields in which nothing was chosen. Each part costs time, and millions of them fit into a request. */
const MAX_OTHER_PARTS = 20;
const PART_LIMITS = { headerPairs: 20, headerSize: 16 * 1024, fields: 10, fieldSize: 1024 };

/**
 * Takes a multipart body apart as it streams: memory does not grow with it. Gives what `take` made of each file, in their order.
 * Throws `AppError` for the request as a whole, with what was taken so far in `onFailure`: `UNSUPPORTED_TYPE`, `BAD_REQUEST`,
 * `VALIDATION_FAILED`, `TOO_LARGE`, `REQUEST_TIMEOUT` after silence of the client.
 */
export async function readUploads<T>(
  request: IncomingMessage,
  options: Options<T>,
  onFailure: (taken: T[]) => Promise<void>,
): Promise<T[]> {
  const { upload, maxRequestBytes } = options;
  const tooLarge = () => new AppError('TOO_LARGE', { details: { max_bytes: maxRequestBytes } });
  if (Number(request.headers['content-length'] ?? 0) > maxRequestBytes) throw tooLarge();
  const parser = createParser(request, options.maxFiles + MAX_OTHER_PARTS);
  const files = collectFiles(parser, options);
  try {
    await pump(request, parser, { ...options, tooLarge, files });
    if (files.taken.length > 0) return await Promise.all(files.taken);
    throw validationFailed([{ path: upload.fields[0], reason: upload.many ? 'must hold files' : 'must hold a file' }]);
  } catch (error) {
    files.abandon();
    await onFailure(await Promise.all(files.taken));
    throw error;
  }
}

/** Throws `UNSUPPORTED_TYPE` for another kind of body, `BAD_REQUEST` for one without boundary. */
function createParser({ headers }: IncomingMessage, parts: number): Parser {
  const type = headers['content-type'];
  if (!/^multipart\/form-data\s*(;|$)/i.test(type ?? '')) throw new AppError('UNSUPPORTED_TYPE');
  try {
    return new Busboy({ headers: headers as BusboyHeaders, limits: { ...PART_LIMITS, parts } });
  } catch (error) {
    throw new AppError('BAD_REQUEST', { message: 'The multipart body names no boundary.', cause: error });
  }
}

type Files<T> = {
  taken: Promise<T>[];
  /** Those that are still worked on. */
  active: Set<Promise<T>>;
  /** What is wrong with the request as a whole. */
  problem: AppError | undefined;
  /** Breaks off the one that is still arriving. */
  abandon(): void;
};

function collectFiles<T>(parser: Parser, { upload, maxFiles, take }: Options<T>): Files<T> {
  const arriving = new Set<Readable>();
  const files: Files<T> = {
    taken: [],
    active: new Set(),
    problem: undefined,
    abandon() {
      for (const stream of arriving) stream.destroy(new AppError('BAD_REQUEST'));
    },
  };
  const refuse = (path: string, reason: string) => {
    files.problem ??= validationFailed([{ path, reason }]);
  };

  parser.on('file', (field, stream, filename) => {
    stream.on('error', () => {});
    if (!upload.fields.includes(field)) refuse(field ?? 'file', `must be named ${upload.fields.join(' or ')}`);
    else if (!upload.many && files.taken.length > 0) refuse(field, 'must hold one file');
    else if (files.taken.length >= maxFiles) refuse(field, `must not hold more than ${maxFiles} files`);
    // What a form sends for a field in which nothing was chosen.
    if (files.problem || filename === '') return void stream.resume();
    arriving.add(stream);
    const bytes = stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
    const taken = take({ name: toName(filename), bytes }).finally(() => {
      arriving.delete(stream);
      files.active.delete(taken);
      // The rest of a file that was refused has to be read before the next one.
      stream.resume();
    });
    files.taken.push(taken);
    files.active.add(taken);
  });
  parser.once('partsLimit', () => refuse(upload.fields[0], `must not hold more than ${maxFiles} files`));
  parser.on('field', (field) => refuse(field, upload.fields.includes(field) ? 'must be a file' : 'is not known'));
  return files;
}

/** Browsers escape quotes and line breaks in names, and nothing else. Source: HTML standard, multipart/form-data encoding. */
function toName(filename: string | undefined): string {
  return (filename ?? 'file').replaceAll('%22', '"').replaceAll(/%0[AD]/g, '');
}

type PumpOptions<T> = UploadLimits & { tooLarge: () => AppError; files: Files<T> };

/** Moves the body into the parser at the pace of the slower of both. The request stays usable for an answer. */
function pump<T>(request: IncomingMessage, parser: Parser, options: PumpOptions<T>): Promise<void> {
  const { files, maxRequestBytes, idleTimeoutMs, tooLarge } = options;
  let received = 0;
  return new Promise<void>((resolve, reject) => {
    // The client is silent; while we hold it back the clock stands still.
    const listen = () => setTimeout(() => stop(new AppError('REQUEST_TIMEOUT')), idleTimeoutMs);
    let silence = listen();
    let stopped = false;

    function stop(error?: Error): void {
      stopped = true;
      clearTimeout(silence);
      request.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose).pause();
      if (error) reject(error);
      else resolve();
    }
    async function onData(chunk: Buffer): Promise<void> {
      clearTimeout(silence);
      received += chunk.length;
      if (received > maxRequestBytes) return stop(tooLarge());
      request.pause();
      if (!parser.write(chunk)) await new Promise((drained) => parser.once('drain', drained));
      while (files.active.size > MAX_AT_ONCE) await Promise.race(files.active);
      if (stopped) return;
      if (files.problem) return stop(files.problem);
      silence = listen();
      request.resume();
    }
    const onEnd = () => {
      clearTimeout(silence);
      request.off('close', onClose);
      parser.end();
    };
    const onClose = () => stop(new AppError('BAD_REQUEST', { message: 'The request broke off.' }));
    const onBroken = (cause: Error) => stop(new AppError('BAD_REQUEST', { message: 'The multipart body is malformed.', cause }));
    parser.once('finish', () => stop(files.problem)).on('error', onBroken);
    request.on('data', onData).once('end', onEnd).once('close', onClose).once('error', onClose);
  });
}
