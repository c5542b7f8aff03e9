import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What goes wrong with the next request; `cut`: the connection breaks in the middle of the answer's body, or of taking the object. */
export type S3Fault = 'error' | 'slow-down' | 'full' | 'silent' | 'cut';

export type S3Standin = {
  url: string;
  bucket: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** By key. */
  objects: Map<string, Buffer>;
  /** One for each of the next requests. */
  faults: S3Fault[];
  /** `PUT key`, in order. */
  requests: string[];
  close(): Promise<void>;
};

class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

const sha256 = (data: string | Buffer) => createHash('sha256').update(data);
const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest();

type Secrets = Pick<S3Standin, 'region' | 'accessKeyId' | 'secretAccessKey'>;

/** Throws `Refusal` unless the request is signed as AWS Signature Version 4 asks. Source: Amazon S3 API reference, "Authenticating requests". */
function assertSigned(request: IncomingMessage, { region, accessKeyId, secretAccessKey }: Secrets): void {
  const { headers, method, url = '' } = request;
  const match = /^AWS4-HMAC-SHA256 Credential=([^,/]+)\/([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
    headers.authorization ?? '',
  );
  if (!match) throw new Refusal(403, 'AccessDenied');
  const [, id, scope = '', signedHeaders = '', signature = ''] = match;
  if (id !== accessKeyId) throw new Refusal(403, 'InvalidAccessKeyId');
  const date = String(headers['x-amz-date']);
  if (scope !== `${date.slice(0, 8)}/${region}/s3/aws4_request`) throw new Refusal(403, 'AuthorizationHeaderMalformed');
  const names = signedHeaders.split(';');
  for (const name of ['host', 'x-amz-content-sha256', 'x-amz-date']) {
    if (!names.includes(name)) throw new Refusal(403, 'AccessDenied');
  }
  const [path, query = ''] = url.split('?', 2);
  const canonical = [
    method,
    path,
    query.split('&').sort().join('&'),
    ...names.map(
      (name) =>
        `${name}:${String(headers[name] ?? '')
          .trim()
          .replaceAll(/ +/g, ' ')}`,
    ),
    '',
    signedHeaders,
    headers['x-amz-content-sha256'],
  ].join('\n');
  const text = ['AWS4-HMAC-SHA256', date, scope, sha256(canonical).digest('hex')].join('\n');
  const key = scope.split('/').reduce<string | Buffer>((secret, piece) => hmac(secret, piece), `AWS4${secretAccessKey}`);
  if (!timingSafeEqual(hmac(key, text), Buffer.from(signature, 'hex'))) throw new Refusal(403, 'SignatureDoesNotMatch');
}

/** Takes a body of known length whose hash, if it is named, is right. */
async function readObject(request: IncomingMessage): Promise<Buffer> {
  if (request.headers['content-length'] === undefined) throw new Refusal(411, 'MissingContentLength');
  const body = await buffer(request);
  const signed = String(request.headers['x-amz-content-sha256']);
  if (signed !== 'UNSIGNED-PAYLOAD' && signed !== sha256(body).digest('hex')) throw new Refusal(400, 'XAmzContentSHA256Mismatch');
  const checksum = request.headers['x-amz-checksum-sha256'];
  if (checksum !== undefined && checksum !== sha256(body).digest('base64')) throw new Refusal(400, 'BadDigest');
  return body;
}

function sendObject(request: IncomingMessage, response: ServerResponse, object: Buffer, cut: boolean): void {
  const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
  const [start, end] = range ? [Number(range[1]), Math.min(Number(range[2]), object.length - 1)] : [0, object.length - 1];
  if (range && start >= object.length) throw new Refusal(416, 'InvalidRange');
  const part = object.subarray(start, end + 1);
  response.writeHead(range ? 206 : 200, {
    'content-length': part.length,
    ...(range ? { 'content-range': `bytes ${start}-${end}/${object.length}` } : {}),
  });
  if (!cut) return void response.end(part);
  response.write(part.subarray(0, part.length >> 1), () => response.destroy());
}

const FAULT_ANSWERS = {
  error: [500, 'InternalError'],
  'slow-down': [503, 'SlowDown'],
  full: [507, 'InsufficientStorage'],
} as const;

function refusalFor(fault: keyof typeof FAULT_ANSWERS): Refusal {
  const [status, code] = FAULT_ANSWERS[fault];
  return new Refusal(status, code);
}

/** A bucket that speaks S3 over HTTP, signatures and checksums included; it keeps objects in memory. */
export async function startS3(): Promise<S3Standin> {
  const standin = {
    bucket: 'test-bucket',
    region: 'eu-test-1',
    accessKeyId: 'AKIATEST',
    secretAccessKey: 'a-secret-of-the-bucket',
    objects: new Map<string, Buffer>(),
    faults: [] as S3Fault[],
    requests: [] as string[],
  };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = decodeURIComponent((request.url ?? '').split('?', 1)[0] ?? '');
    const key = path.slice(standin.bucket.length + 2);
    standin.requests.push(`${request.method} ${key}`);
    const fault = standin.faults.shift();
    if (fault === 'silent') return;
    if (fault === 'cut' && request.method !== 'GET') return void request.once('data', () => request.socket.destroy());
    if (fault && fault !== 'cut') throw refusalFor(fault);
    assertSigned(request, standin);
    if (!path.startsWith(`/${standin.bucket}/`)) throw new Refusal(404, 'NoSuchBucket');
    if (request.method === 'PUT') {
      standin.objects.set(key, await readObject(request));
      response.writeHead(200, { etag: '"x"' }).end();
    } else if (request.method === 'DELETE') {
      standin.objects.delete(key);
      response.writeHead(204).end();
    } else {
      const object = standin.objects.get(key);
      if (!object) throw new Refusal(404, 'NoSuchKey');
      sendObject(request, response, object, fault === 'cut');
    }
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      const { status, code } = error instanceof Refusal ? error : new Refusal(500, 'InternalError');
      const close = request.complete ? {} : { connection: 'close' };
      response.writeHead(status, { 'content-type': 'application/xml', ...close });
      response.end(`<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`);
      request.resume();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    ...standin,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
