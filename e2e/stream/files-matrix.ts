import { describe, expect, it } from 'vitest';
import type { ChatResponse } from '../../lib/contract/chat.ts';
import type { RunEvent } from '../../lib/contract/events.ts';
import type {
  FileList,
  FileRecord,
  FileText,
  FoundPassage,
  SearchAnswer,
  UploadAnswer,
  UploadsAnswer,
} from '../../lib/contract/files.ts';
import { checkStream } from '../checker.ts';
import { finished, toEvent } from '../harness/events.ts';
import { checkFileStream, finishedFile } from '../harness/file-stream.ts';
import { type NamedFile, upload as uploadFiles } from '../harness/upload.ts';
import { type LongReport, makeLongReport } from '../standins/long-report.ts';
import type { StreamTarget } from './target.ts';

const PAGES = 100;
const LIMIT_MS = 240_000;
const FILES_A_REQUEST = 1_000;

/** What is promised of files, as a caller of the public origin sees it, without any language model. `blobs`: how many are kept. */
export function describeFiles(target: () => StreamTarget, blobs: () => Promise<number>): void {
  const call: StreamTarget['call'] = (path, options) => target().call(path, options);
  const add = async (file: NamedFile, headers?: Record<string, string>): Promise<FileRecord> => {
    const answer = await uploadFiles(call, [file], headers);
    expect(answer.status, answer.text).toBe(201);
    return (answer.json() as UploadAnswer).file;
  };
  const becomesReady = async ({ file_id: fileId }: FileRecord, headers: Record<string, string> = {}): Promise<FileRecord> => {
    const stream = await target().stream(`/api/files/${fileId}/stream`, { headers });
    const file = await finishedFile(stream);
    expect(checkFileStream(stream)).toEqual([]);
    expect(file, JSON.stringify(file)).toMatchObject({ stage: 'ready', progress: 1, problem: null });
    return file;
  };
  const find = async (query: string, headers: Record<string, string> = {}): Promise<FoundPassage[]> =>
    ((await call('/api/search', { body: { query, limit: 5 }, headers })).json() as SearchAnswer).passages;
  const textOf = async (fileId: string, start: number, end: number): Promise<FileText> =>
    (await call(`/api/files/${fileId}/text?offset=${start}&limit=${end - start}`)).json() as FileText;
  const newKey = async (): Promise<Record<string, string>> => {
    const answer = await call('/api/keys', { body: { name: 'another' } });
    return { 'x-api-key': (answer.json() as { key: string }).key };
  };

  describe(`a PDF of ${PAGES} pages`, () => {
    let report: LongReport;
    let file: FileRecord;

    it('is told of until it is ready, with exactly one end', { timeout: LIMIT_MS }, async () => {
      report = makeLongReport(PAGES, 'Ostrea');
      file = await becomesReady(await add({ name: 'report.pdf', bytes: report.bytes }));
      expect(file).toMatchObject({ page_count: PAGES, mime_type: 'application/pdf', name: 'report.pdf' });
      expect(file.passage_count).toBeGreaterThan(PAGES / 2);
    });

    it.each([3, 50, 98])('answers a question about page %i, and the citation is exact', { timeout: LIMIT_MS }, async (page) => {
      const fact = report.facts[page - 1];
      const stream = await target().stream('/api/chat', {
        body: { message: fact?.question, file_ids: [file.file_id], stream: true },
      });
      const end = await finished(stream);
      expect(checkStream(stream.frames)).toEqual([]);
      expect(end.response).toContain(fact?.answer);
      const events = stream.frames.map(toEvent).filter((event): event is RunEvent => event !== null);
      const citation = events.find((event) => event.type === 'citation');
      expect(citation).toMatchObject({ file_id: file.file_id, page, title: 'report.pdf', support: 'supported' });
      const { char_start: start = 0, char_end: stop = 0, quote = '' } = citation ?? {};
      expect(quote.replaceAll(/\s+/g, ' ')).toContain(fact?.answer);
      const part = await textOf(file.file_id, start, stop);
      expect(part.text).toBe(quote);
      expect(part.pages.map((one) => one.page)).toEqual([page]);
    });

    it('is asked further questions without being attached again', { timeout: LIMIT_MS }, async () => {
      const [first, second] = [report.facts[20], report.facts[60]];
      const opening = { message: first?.question, file_ids: [file.file_id] };
      const { conversation_id } = (await call('/api/chat', { body: opening })).json() as ChatResponse;
      const stream = await target().stream('/api/chat', {
        body: { message: second?.question, conversation_id, stream: true },
      });
      expect((await finished(stream)).response).toContain(second?.answer);
      const events = stream.frames.map(toEvent).filter((event): event is RunEvent => event !== null);
      expect(events.find((event) => event.type === 'citation')).toMatchObject({ file_id: file.file_id, page: 61 });
    });

    it('is searched; passages are exact parts of its text', { timeout: LIMIT_MS }, async () => {
      const fact = report.facts[70];
      const [best] = await find(fact?.question ?? '');
      expect(best).toMatchObject({ file_id: file.file_id, page: 71 });
      expect(best?.text.replaceAll(/\s+/g, ' ')).toContain(fact?.sentence);
      expect((await textOf(file.file_id, best?.char_start ?? 0, best?.char_end ?? 0)).text).toBe(best?.text);
    });

    it('does not exist for another key, which may have the same content', { timeout: LIMIT_MS }, async () => {
      const headers = await newKey();
      expect((await call(`/api/files/${file.file_id}`, { headers })).status).toBe(404);
      expect((await call(`/api/files/${file.file_id}/content`, { headers })).status).toBe(404);
      expect(await find('oysters of the keeper', headers)).toEqual([]);
      const own = await becomesReady(await add({ name: 'mine.pdf', bytes: report.bytes }, headers), headers);
      expect(new Set((await find('oysters of the keeper', headers)).map((found) => found.file_id))).toEqual(
        new Set([own.file_id]),
      );
      expect((await call(`/api/files/${own.file_id}`, { method: 'DELETE', headers })).status).toBe(204);
      expect((await call(`/api/files/${file.file_id}`)).status).toBe(200);
    });

    it('is deleted with its bytes and all that was found of it', { timeout: LIMIT_MS }, async () => {
      const before = await blobs();
      expect((await call(`/api/files/${file.file_id}`, { method: 'DELETE' })).status).toBe(204);
      expect(await find('lighthouse oysters of the keeper')).toEqual([]);
      expect((await call(`/api/files/${file.file_id}/text`)).status).toBe(404);
      await expect.poll(blobs, { timeout: LIMIT_MS }).toBe(before - 1);
    });
  });

  it('work that is cancelled stops, and goes on when it is wanted again', { timeout: LIMIT_MS }, async () => {
    const { bytes } = makeLongReport(300, 'Mytilus');
    const file = await add({ name: 'long.pdf', bytes });
    const stream = await target().stream(`/api/files/${file.file_id}/stream`);
    const cancelled = await call(`/api/files/${file.file_id}/cancel`, { method: 'POST' });
    expect(cancelled.status, cancelled.text).toBe(200);
    expect(await finishedFile(stream)).toMatchObject({ stage: 'failed', problem: { code: 'CANCELLED', retryable: true } });
    expect(checkFileStream(stream)).toEqual([]);
    expect((await call(`/api/files/${file.file_id}/retry`, { method: 'POST' })).status).toBe(200);
    expect((await becomesReady(file)).page_count).toBe(300);
    await call(`/api/files/${file.file_id}`, { method: 'DELETE' });
  });
}

/** Last of all: it leaves work for minutes. */
export function describeManyFiles(target: () => StreamTarget, count: number): void {
  const upload = async (first: number): Promise<void> => {
    const files = Array.from({ length: FILES_A_REQUEST }, (_, at) => ({
      name: `note-${first + at}.txt`,
      bytes: new TextEncoder().encode(`The cupboard with the label Q${first + at}Z holds ${first + at + 5} blankets.\n`),
    }));
    const answer = await uploadFiles(target().call, files);
    expect(answer.status, answer.text.slice(0, 1_000)).toBe(201);
    const entries = (answer.json() as UploadsAnswer).files;
    expect(entries.map((entry) => ('file' in entry ? entry.file.name : entry.code))).toEqual(files.map(({ name }) => name));
    expect(new Set(entries.map((entry) => ('file' in entry ? entry.file_id : ''))).size).toBe(FILES_A_REQUEST);
  };
  const list = async (query: string): Promise<FileList> => (await target().call(`/api/files?limit=1${query}`)).json() as FileList;

  it(`${count} small files are all kept, people are answered meanwhile, and one by one they are found`, {
    timeout: 3 * LIMIT_MS,
  }, async () => {
    const before = (await list('')).usage.files;
    for (let first = 0; first < count; first += FILES_A_REQUEST) {
      const ask = async () =>
        finished(await target().stream('/api/chat', { body: { message: 'What is 6 times 7?', stream: true } }));
      const [, end] = await Promise.all([upload(first), ask()]);
      expect(end.response).toContain('42');
    }
    expect((await list('')).usage.files).toBe(before + count);
    const passages = async () => {
      const found = await target().call('/api/search', { body: { query: 'which cupboard holds blankets?', limit: 50 } });
      return (found.json() as SearchAnswer).passages.length;
    };
    await expect.poll(passages, { timeout: LIMIT_MS, interval: 500 }).toBeGreaterThanOrEqual(5);
    expect((await list('&state=failed')).files).toEqual([]);
  });
}
