import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { AppError } from '../../../lib/contract/errors.ts';
import type { ObjectStore } from './object-store.ts';
import { makeDirectory } from './sync-directory.ts';

export type S3Options = {
  /** Absent: that of the vendor for the region. */
  endpoint?: string;
  bucket: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** `host/bucket/key` instead of `bucket.host/key`. */
  forcePathStyle: boolean;
  /** Before every key, so that deployments may share a bucket. */
  prefix: string;
  /** A server that is silent for so long is given up. */
  idleTimeoutMs?: number;
};

const CONNECT_TIMEOUT_MS = 5_000;
const IDLE_TIMEOUT_MS = 30_000;
/** Over so many tries a passing fault is not seen. */
const ATTEMPTS = 3;
const FIRST_PAUSE_MS = 200;

/** Objects in a bucket of S3, or of what speaks like it. `directory`: for copies on this machine. */
export function createS3Objects(options: S3Options, directory: string): ObjectStore {
  const { bucket: Bucket, prefix } = options;
  const client = createClient(options);

  async function open(
    key: string,
    range?: { start: number; end: number },
  ): Promise<{ stream: Readable; sizeBytes: number } | null> {
    const Range = range && `bytes=${range.start}-${range.end}`;
    const answer = await repeat(() => client.send(new GetObjectCommand({ Bucket, Key: prefix + key, Range })));
    if (!answer) return null;
    const whole = answer.ContentRange?.split('/')[1];
    return { stream: answer.Body as Readable, sizeBytes: Number(whole ?? answer.ContentLength) };
  }

  return {
    open,
    async put(key, { path, sha256, sizeBytes }, signal) {
      // A new stream for each try; the hash is signed and checked by the server.
      await repeat(
        () =>
          client.send(
            new PutObjectCommand({
              Bucket,
              Key: prefix + key,
              Body: createReadStream(path),
              ContentLength: sizeBytes,
              ContentType: 'application/octet-stream',
              ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'),
            }),
            { ...(signal && { abortSignal: signal }) },
          ),
        signal,
      );
    },
    async withLocalFile(key, use, signal) {
      const opened = await open(key);
      if (!opened) return null;
      await makeDirectory(directory);
      const path = join(directory, randomUUID());
      try {
        await pipeline(opened.stream, createWriteStream(path, { flags: 'wx', mode: 0o600 }), { ...(signal && { signal }) });
        return { result: await use(path) };
      } finally {
        await rm(path, { force: true });
      }
    },
    async remove(key) {
      await repeat(() => client.send(new DeleteObjectCommand({ Bucket, Key: prefix + key })));
    },
  };
}

function createClient({ endpoint, region, accessKeyId, secretAccessKey, forcePathStyle, idleTimeoutMs }: S3Options): S3Client {
  return new S3Client({
    ...(endpoint === undefined ? {} : { endpoint }),
    region,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle,
    // It warns on the console of every failed upload; what matters of these reaches our log.
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    // A stream cannot be sent again by the client; `repeat` does so with a new one.
    maxAttempts: 1,
    // Else the body is framed in a way that other servers than the vendor's do not know.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, socketTimeout: idleTimeoutMs ?? IDLE_TIMEOUT_MS },
  });
}

const FULL = new Set(['QuotaExceeded', 'XMinioStorageFull', 'InsufficientCapacity', 'EntityTooLarge']);

/** `null`: no such object. Throws `AppError`: `STORAGE_FULL`, `NOT_READY`; or the signal's reason. */
async function repeat<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T | null> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      signal?.throwIfAborted();
      const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
      const name = error instanceof Error ? error.name : '';
      if (status === 507 || FULL.has(name)) throw new AppError('STORAGE_FULL', { cause: error });
      if (name === 'NoSuchKey' || (status === 404 && name !== 'NoSuchBucket')) return null;
      const isPassing = status === undefined || status >= 500 || status === 429 || status === 408;
      if (!isPassing || attempt === ATTEMPTS) throw new AppError('NOT_READY', { cause: error, retryAfterSeconds: 1 });
      await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * attempt));
    }
  }
}
