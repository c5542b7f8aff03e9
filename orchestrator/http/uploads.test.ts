import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { request as openRequest } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type FileList,
  type FileRecord,
  fileList,
  type UploadAnswer,
  uploadAnswer,
  uploadsAnswer,
} from '../../lib/contract/files.ts';
import { rawRequest } from './fixtures/raw-request.ts';
import { startTestServer, type TestServer } from './fixtures/test-server.ts';

const MEGABYTE = 2 ** 20;
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

type Given = { name: string; bytes: Uint8Array | string; field?: string };

let server: TestServer;
let key: string;

const startServer = (idleTimeoutMs: number) =>
  startTestServer({
    options: { uploads: { maxRequestBytes: 30 * MEGABYTE, maxFiles: 50, idleTimeoutMs } },
    files: { maxFileBytes: 10 * MEGABYTE, maxStorageBytes: 25 * MEGABYTE },
  });

beforeAll(async () => {
  server = await startServer(60_000);
});
afterAll(() => server.close());
beforeEach(async () => {
  key = (await server.createKey()).key;
});

function toForm(given: Given[], field: string): FormData {
  const form = new FormData();
  for (const { name, bytes, field: own } of given) form.append(own ?? field, new Blob([bytes as never]), name);
  return form;
}
const upload = (given: Given, as = key) => server.call('/api/upload', { method: 'POST', key: as, body: toForm([given], 'file') });
const uploadMany = (given: Given[]) => server.call('/api/upload/multiple', { method: 'POST', key, body: toForm(given, 'files') });

async function stored(given: Given, as = key): Promise<FileRecord> {
  const answer = await upload(given, as);
  expect(answer.status, await answer.clone().text()).toBe(201);
  return uploadAnswer.parse(await answer.json()).file;
}
const again = (path: string, given: Given[], idempotencyKey: string, as = key) =>
  server.call(path, {
    method: 'POST',
    key: as,
    headers: { 'idempotency-key': idempotencyKey },
    body: toForm(given, path.endsWith('multiple') ? 'files' : 'file'),
  });
const get = (path: string, headers: Record<string, string> = {}) => server.call(path, { key, headers });
const list = async (query = ''): Promise<FileList> => fileList.parse(await (await get(`/api/files${query}`)).json());
const codeOf = async (answer: Response) => [answer.status, ((await answer.json()) as { code: string }).code];
const leftovers = (from = server) => readdir(join(from.filesDirectory, 'incoming')).catch(() => []);
const objects = async (from = server) =>
  (await readdir(join(from.filesDirectory, 'blobs'), { recursive: true, withFileTypes: true }).catch(() => [])).filter((entry) =>
    entry.isFile(),
  );

describe('an upload', () => {
  it('is stored with what is known of it, and comes back as it was', async () => {
    const bytes = Uint8Array.from({ length: 3 * MEGABYTE }, (_, index) => 32 + (index % 90));
    const answer = await upload({ name: 'Größe 年.md', bytes });
    expect(answer.status).toBe(201);
    const { file_id, file } = (await answer.json()) as UploadAnswer;
    expect(file).toMatchObject({
      file_id,
      name: 'Größe 年.md',
      mime_type: 'text/markdown',
      size_bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      origin: 'upload',
      stage: 'received',
    });
    expect(await (await get(`/api/files/${file_id}`)).json()).toEqual(file);
    const content = await get(`/api/files/${file_id}/content`);
    expect(Buffer.from(await content.arrayBuffer()).equals(bytes)).toBe(true);
    expect(await leftovers()).toEqual([]);
  });

  it('that is repeated with its key gives the same file, also at the same time', async () => {
    const note = { name: 'note.txt', bytes: 'The safe is behind the clock.' };
    const answers = await Promise.all([1, 2, 3].map(() => again('/api/upload', [note], 'once')));
    const bodies = await Promise.all(answers.map(async (answer) => (await answer.json()) as UploadAnswer));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(bodies.map(({ file_id: fileId }) => fileId)).size).toBe(1);
    expect((await list()).usage).toMatchObject({ files: 1, size_bytes: note.bytes.length });
    expect(await codeOf(await again('/api/upload', [{ ...note, bytes: 'Another.' }], 'once'))).toEqual([
      422,
      'IDEMPOTENCY_MISMATCH',
    ]);
    expect(await codeOf(await again('/api/upload', [note], 'not a token'))).toEqual([422, 'VALIDATION_FAILED']);
    expect((await list()).files).toHaveLength(1);
    expect(await leftovers()).toEqual([]);

    const other = (await server.createKey()).key;
    const theirs = (await (await again('/api/upload', [note], 'once', other)).json()) as UploadAnswer;
    expect(theirs.file_id).not.toBe(bodies[0]?.file_id);
    await server.call(`/api/files/${bodies[0]?.file_id}`, { method: 'DELETE', key });
    expect((await again('/api/upload', [note], 'once')).status).toBe(201);
  });

  it('of many that is repeated adds only what is missing', async () => {
    const many = ['one', 'two', 'three'].map((name) => ({ name: `${name}.txt`, bytes: `This is ${name}.` }));
    const send = async () => uploadsAnswer.parse(await (await again('/api/upload/multiple', many, 'batch')).json()).files;
    const ids = (files: Awaited<ReturnType<typeof send>>) => files.map((file) => ('file_id' in file ? file.file_id : file.code));
    const first = ids(await send());
    expect(new Set(first).size).toBe(3);
    await server.call(`/api/files/${first[1]}`, { method: 'DELETE', key });
    expect(ids(await send())).toEqual(first);
    expect((await list()).usage.files).toBe(3);
  });

  it('has the type of its content, whatever it is called', async () => {
    expect((await stored({ name: 'lie.pdf', bytes: PNG })).mime_type).toBe('image/png');
    expect((await stored({ name: 'lie.png', bytes: 'just words' })).mime_type).toBe('text/plain');
    const program = Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01'), Buffer.alloc(200)]);
    expect(await codeOf(await upload({ name: 'notes.txt', bytes: program }))).toEqual([415, 'UNSUPPORTED_TYPE']);
    expect(await codeOf(await upload({ name: 'empty.txt', bytes: '' }))).toEqual([422, 'VALIDATION_FAILED']);
    expect((await list()).usage.files).toBe(2);
    expect(await leftovers()).toEqual([]);
  });

  it.each([
    ['a path', '../../etc/passwd', 'passwd'],
    ['quotes', 'say "hi".txt', 'say "hi".txt'],
    ['a turned direction', 'photo\u202Egnp.txt', 'photognp.txt'],
    ['controls', 'a\u0007b.txt', 'ab.txt'],
    ['4 KB', `${'x'.repeat(4_096)}.txt`, `${'x'.repeat(251)}.txt`],
  ])('may have a name with %s', async (_what, name, expected) => {
    const { file_id, ...file } = await stored({ name, bytes: 'text' });
    expect(file.name).toBe(expected);
    expect((await get(`/api/files/${file_id}/content`)).headers.get('content-disposition')).toMatch(
      /^attachment; filename="[ -~]+"; /,
    );
  });

  it('may name itself in the extended form', async () => {
    const head = `Content-Disposition: form-data; name="file"; filename="x.txt"; filename*=UTF-8''%E5%B9%B4.csv`;
    const body = `--b\r\n${head}\r\n\r\na,b\r\n--b--\r\n`;
    const headers = { 'content-type': 'multipart/form-data; boundary=b' };
    const answer = await server.call('/api/upload', { method: 'POST', key, headers, body });
    expect(((await answer.json()) as UploadAnswer).file.name).toMatch(/^(年\.csv|x\.txt)$/);
  });

  it('over the size of a file is 413 and leaves nothing', async () => {
    const before = (await objects()).map(({ name }) => name);
    expect(await codeOf(await upload({ name: 'a.txt', bytes: Buffer.alloc(10 * MEGABYTE + 1, 97) }))).toEqual([413, 'TOO_LARGE']);
    // Those of earlier tests that nobody needs go at their own time.
    const added = (await objects()).filter(({ name }) => !before.includes(name));
    expect([await leftovers(), added, (await list()).files]).toEqual([[], [], []]);
    await stored({ name: 'a.txt', bytes: Buffer.alloc(10 * MEGABYTE, 97) });
  });

  it('over the size of a request is told so while it is still being sent', async () => {
    const send = (headers: Record<string, string>) =>
      new Promise<[number, string]>((resolve, reject) => {
        const type = 'multipart/form-data; boundary=b';
        const request = openRequest(`${server.url}/api/upload`, {
          method: 'POST',
          headers: { 'x-api-key': key, 'content-type': type, ...headers },
        });
        request.on('error', reject).on('response', (answer) => {
          let text = '';
          answer.on('data', (piece) => (text += piece)).on('end', () => resolve([answer.statusCode ?? 0, JSON.parse(text).code]));
        });
        request.write('--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n');
        let sent = 0;
        const more = () => {
          while (sent < 45 && !request.destroyed) {
            sent++;
            if (!request.write(Buffer.alloc(MEGABYTE, 97))) return void request.once('drain', more);
          }
        };
        more();
      });
    expect(await send({ 'content-length': String(45 * MEGABYTE + 1_000) })).toEqual([413, 'TOO_LARGE']);
    expect(await send({ 'transfer-encoding': 'chunked' })).toEqual([413, 'TOO_LARGE']);
    expect(await leftovers()).toEqual([]);
  });

  it('of parts without end is refused before all of them are read', async () => {
    const part = (name: string, text: string) =>
      `--b\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n\r\n${text}\r\n`;
    const send = (empty: number) =>
      fetch(`${server.url}/api/upload`, {
        method: 'POST',
        headers: { 'x-api-key': key, 'content-type': 'multipart/form-data; boundary=b' },
        body: `${part('', '').repeat(empty)}${part('a.txt', 'Behind empty fields.')}--b--\r\n`,
      });
    expect((await send(5)).status).toBe(201);
    expect(await codeOf(await send(500))).toEqual([422, 'VALIDATION_FAILED']);
    expect(await leftovers()).toEqual([]);
  });

  it('that falls silent is given up, however long it took before', async () => {
    const impatient = await startServer(500);
    const head = [
      'POST /api/upload HTTP/1.1',
      `Host: 127.0.0.1:${impatient.port}`,
      `X-API-Key: ${(await impatient.createKey()).key}`,
      'Content-Type: multipart/form-data; boundary=b',
      'Content-Length: 1000',
    ];
    const start = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhalf';
    const answer = await rawRequest(impatient.port, (socket) => {
      socket.write(`${head.join('\r\n')}\r\n\r\n${start}`);
      // Together longer than the silence that is borne.
      const trickle = setInterval(() => socket.write('.'), 100);
      setTimeout(() => clearInterval(trickle), 1_000);
    });
    expect([answer.status, JSON.parse(answer.body).code]).toEqual([408, 'REQUEST_TIMEOUT']);
    expect(await leftovers(impatient)).toEqual([]);
    expect(await objects(impatient)).toEqual([]);
    await impatient.close();
  });

  it('that its client gives up leaves nothing', async () => {
    const aborting = new AbortController();
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(Buffer.from('--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\nwhole\r\n'));
        controller.enqueue(Buffer.from('--b\r\nContent-Disposition: form-data; name="files"; filename="b.txt"\r\n\r\nhalf'));
      },
    });
    const headers = { 'content-type': 'multipart/form-data; boundary=b' };
    const call = server.call('/api/upload/multiple', {
      method: 'POST',
      key,
      headers,
      body,
      duplex: 'half',
      signal: aborting.signal,
    } as never);
    while ((await leftovers()).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    aborting.abort();
    await expect(call).rejects.toThrow();
    const before = createHash('sha256').update('whole').digest('hex');
    while ((await leftovers()).length > 0 || (await server.blobs.read(before)))
      await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await list()).usage).toMatchObject({ files: 0, size_bytes: 0 });
  });
});

describe('several files', () => {
  it('have answers of their own, in order', async () => {
    const answer = await uploadMany([
      { name: 'a.txt', bytes: 'first' },
      { name: 'b.bin', bytes: Buffer.from([0, 1, 2, 3, 0, 9, 200, 0]) },
      { name: 'c.txt', bytes: Buffer.alloc(10 * MEGABYTE + 1, 97) },
      { name: 'd.txt', bytes: '' },
      { name: 'e.csv', bytes: 'a,b', field: 'file' },
    ]);
    expect(answer.status).toBe(201);
    const { files, total_files } = uploadsAnswer.parse(await answer.json());
    expect(total_files).toBe(5);
    expect(files.map((file) => ('file' in file ? file.file.name : `${file.filename}: ${file.code}`))).toEqual([
      'a.txt',
      'b.bin: UNSUPPORTED_TYPE',
      'c.txt: TOO_LARGE',
      'd.txt: VALIDATION_FAILED',
      'e.csv',
    ]);
    expect((await list()).usage).toEqual({ files: 2, size_bytes: 8, max_bytes: 25 * MEGABYTE });
  });

  it('are refused where one is expected, and more than a request may hold', async () => {
    const two = toForm(
      [
        { name: 'a.txt', bytes: 'a' },
        { name: 'b.txt', bytes: 'b' },
      ],
      'file',
    );
    expect(await codeOf(await server.call('/api/upload', { method: 'POST', key, body: two }))).toEqual([
      422,
      'VALIDATION_FAILED',
    ]);
    const many = Array.from({ length: 51 }, (_, index) => ({ name: `${index}.txt`, bytes: `file ${index}` }));
    expect(await codeOf(await uploadMany(many))).toEqual([422, 'VALIDATION_FAILED']);
    expect([(await list()).files, await leftovers()]).toEqual([[], []]);
  });

  it('may be thousands over many requests', async () => {
    for (let round = 0; round < 10; round++) {
      const given = Array.from({ length: 50 }, (_, index) => ({
        name: `${round}-${index}.txt`,
        bytes: `small ${round} ${index}`,
      }));
      const { files } = uploadsAnswer.parse(await (await uploadMany(given)).json());
      expect(files.map((file) => 'file' in file && file.file.name)).toEqual(given.map(({ name }) => name));
    }
    expect((await list()).usage.files).toBe(500);
    expect(await leftovers()).toEqual([]);
  });
});

describe('the same content', () => {
  it('is one document and counts once, and is gone with its last file', async () => {
    const files = await Promise.all(['a.txt', 'b.txt', 'c.txt'].map((name) => stored({ name, bytes: 'the very same' })));
    expect((await list()).usage).toMatchObject({ files: 3, size_bytes: 13 });
    for (const [index, { file_id, sha256 }] of files.entries()) {
      expect(await server.blobs.read(sha256)).not.toBeNull();
      expect((await server.call(`/api/files/${file_id}`, { method: 'DELETE', key })).status).toBe(204);
      expect(await codeOf(await get(`/api/files/${file_id}`))).toEqual([404, 'NOT_FOUND']);
      if (index === 2) expect(await server.blobs.read(sha256)).toBeNull();
    }
    expect((await list()).usage).toMatchObject({ files: 0, size_bytes: 0 });
  });

  it('of another key is not told of, and stays when that one deletes its own', async () => {
    const other = (await server.createKey()).key;
    const mine = await stored({ name: 'a.txt', bytes: 'held by two' });
    const theirs = await stored({ name: 'a.txt', bytes: 'held by two' }, other);
    expect(Object.keys(theirs)).toEqual(Object.keys(mine));
    await server.call(`/api/files/${theirs.file_id}`, { method: 'DELETE', key: other });
    expect(await (await get(`/api/files/${mine.file_id}/content`)).text()).toBe('held by two');
  });
});

describe('storage', () => {
  it('is limited per key, for many at once too; others of the request go on', async () => {
    const big = (letter: string) => ({ name: `${letter}.txt`, bytes: Buffer.alloc(9 * MEGABYTE, letter) });
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map((letter) => upload(big(letter))));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 507, 507]);
    const refused = await answers.find(({ status }) => status === 507)?.json();
    expect(refused).toMatchObject({ code: 'STORAGE_FULL', details: { max_bytes: 25 * MEGABYTE } });
    const mixed = await uploadMany([big('e'), { name: 'small.txt', bytes: 'small' }]);
    const { files } = uploadsAnswer.parse(await mixed.json());
    expect(files.map((file) => ('code' in file ? file.code : file.file.name))).toEqual(['STORAGE_FULL', 'small.txt']);
    expect(files[0]).toMatchObject({ details: { used_bytes: 18 * MEGABYTE, max_bytes: 25 * MEGABYTE } });
    // What is there already takes no room.
    const [kept] = (await list()).files.filter(({ name }) => name !== 'small.txt');
    await stored({ ...big(kept?.name[0] ?? ''), name: 'again.txt' });
    expect(await leftovers()).toEqual([]);
  });
});

describe('content', () => {
  let file: FileRecord;
  beforeEach(async () => {
    file = await stored({ name: 'digits.txt', bytes: '0123456789' });
  });
  const part = async (range: string, more: Record<string, string> = {}) => {
    const answer = await get(`/api/files/${file.file_id}/content`, { range, ...more });
    return [answer.status, answer.headers.get('content-range'), await answer.text()];
  };

  it.each([
    ['bytes=0-3', 206, 'bytes 0-3/10', '0123'],
    ['bytes=7-', 206, 'bytes 7-9/10', '789'],
    ['bytes=-2', 206, 'bytes 8-9/10', '89'],
    ['bytes=-20', 206, 'bytes 0-9/10', '0123456789'],
    ['bytes=9-100', 206, 'bytes 9-9/10', '9'],
    ['bytes=0-1,3-4', 200, null, '0123456789'],
    ['bytes=5-2', 200, null, '0123456789'],
    ['lines=1-2', 200, null, '0123456789'],
  ])('comes in parts: %s', async (range, ...expected) => expect(await part(range)).toEqual(expected));

  it('has no part behind its end', async () => {
    expect(await part('bytes=10-')).toEqual([416, 'bytes */10', expect.stringContaining('RANGE_NOT_SATISFIABLE')]);
    expect((await part('bytes=-0'))[0]).toBe(416);
  });

  it('is not sent again to who has it, nor a part of what is no longer the same', async () => {
    const etag = `"${file.sha256}"`;
    expect((await get(`/api/files/${file.file_id}/content`, { 'if-none-match': etag })).status).toBe(304);
    expect(await part('bytes=0-3', { 'if-range': etag })).toEqual([206, 'bytes 0-3/10', '0123']);
    expect((await part('bytes=0-3', { 'if-range': '"other"' }))[0]).toBe(200);
  });

  it('is shown only where a browser runs none of it', async () => {
    const shown = async (given: Given) => {
      const { file_id } = await stored(given);
      const { headers } = await get(`/api/files/${file_id}/content?disposition=inline`);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain('sandbox');
      return [headers.get('content-disposition')?.split(';')[0], headers.get('content-type')];
    };
    expect(await shown({ name: 'a.png', bytes: PNG })).toEqual(['inline', 'image/png']);
    expect(await shown({ name: 'a.html', bytes: '<script>alert(1)</script>' })).toEqual(['inline', 'text/plain']);
    expect(await shown({ name: 'a.svg', bytes: '<svg onload="alert(1)"/>' })).toEqual(['inline', 'text/plain']);
    expect((await shown({ name: 'a.pdf', bytes: '%PDF-1.4\n%%EOF' }))[0]).toBe('attachment');
  });

  it('has no text before it is read', async () => {
    expect(await codeOf(await get(`/api/files/${file.file_id}/text`))).toEqual([409, 'CONFLICT']);
  });
});

it('uploads are counted by outcome', async () => {
  const statuses: number[] = [];
  for (const letter of 'abc') {
    statuses.push((await upload({ name: letter, bytes: Buffer.alloc(9 * MEGABYTE, letter) })).status);
  }
  expect(statuses).toEqual([201, 201, 507]);
  const text = await (await server.call('/metrics')).text();
  expect(text).toMatch(/cartrita_uploads_total\{outcome="stored"\} [1-9]/);
  expect(text).toMatch(/cartrita_uploads_total\{outcome="STORAGE_FULL"\} [1-9]/);
});
