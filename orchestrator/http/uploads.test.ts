import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type UploadAnswer, uploadsAnswer } from '../../lib/contract/files.ts';
import type { TestServer } from './fixtures/test-server.ts';
import { codeOf, MEGABYTE, PNG, toForm, withUploads } from './fixtures/with-uploads.ts';

let server: TestServer;
let key: string;
const { upload, uploadMany, stored, again, get, list, leftovers } = withUploads((started, ofTest) => {
  server = started;
  key = ofTest;
});

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
    expect((await list()).usage).toMatchObject({ files: 2, size_bytes: 8, max_bytes: 25 * MEGABYTE });
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
