import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FileRecord, FileStage, SearchAnswer, UploadAnswer } from '../../lib/contract/files.ts';
import { checkFileStream, finishedFile } from '../harness/file-stream.ts';
import { type Product, startProduct } from '../harness/start-product.ts';
import { upload } from '../harness/upload.ts';
import { waitFor } from '../harness/wait-for.ts';
import { makeLongReport } from '../standins/long-report.ts';

const PAGES = 200;
const LIMIT_MS = 240_000;

describe('the orchestrator dies while a document is made searchable', () => {
  let product: Product;
  let passages: number | null = null;

  beforeAll(async () => {
    product = await startProduct({ name: 'files-crash' });
  });
  afterAll(() => product?.stop());

  async function add(mark: string): Promise<FileRecord> {
    const answer = await upload(product.call, [{ name: `${mark}.pdf`, bytes: makeLongReport(PAGES, mark).bytes }]);
    expect(answer.status, answer.text).toBe(201);
    return (answer.json() as UploadAnswer).file;
  }

  async function follow(fileId: string): Promise<FileRecord> {
    const stream = await product.stream(`/api/files/${fileId}/stream`);
    const file = await finishedFile(stream);
    expect(checkFileStream(stream)).toEqual([]);
    return file;
  }

  /** Each page once, however often its document was begun. */
  async function assertWhole(file: FileRecord, mark: string): Promise<void> {
    expect(file).toMatchObject({ stage: 'ready', progress: 1, problem: null, page_count: PAGES });
    passages ??= file.passage_count;
    expect(file.passage_count).toBe(passages);
    const fact = makeLongReport(PAGES, mark).facts[149];
    const found = (
      await product.call('/api/search', { body: { query: fact?.question, file_ids: [file.file_id], limit: 50 } })
    ).json();
    const holding = (found as SearchAnswer).passages.filter(({ text }) =>
      text.replaceAll(/\s+/g, ' ').includes(fact?.sentence ?? '?'),
    );
    expect(holding.map(({ page }) => page)).toEqual([150]);
  }

  it('not at all: that is what it looks like when nothing happens', { timeout: LIMIT_MS }, async () => {
    await assertWhole(await follow((await add('Calm')).file_id), 'Calm');
  });

  it.each<[NodeJS.Signals, FileStage]>([
    ['SIGKILL', 'received'],
    ['SIGKILL', 'extracted'],
    ['SIGKILL', 'chunked'],
    ['SIGTERM', 'received'],
    ['SIGTERM', 'extracted'],
  ])('by %s when it is %s: its reader is let go, and the next one finishes it', { timeout: LIMIT_MS }, async (signal, stage) => {
    const mark = `${signal}${stage}`;
    const { file_id: fileId } = await add(mark);
    const reader = await product.stream(`/api/files/${fileId}/stream`);
    await reader.until(({ data }) => data.includes(`"stage":"${stage}"`) || data.includes('file.finished'));
    const killed = product.orchestratorPid();
    process.kill(killed, signal);
    await reader.ended;
    await waitFor('another orchestrator', () => product.orchestratorPid() !== killed);
    await product.ready();
    await assertWhole(await follow(fileId), mark);
  });
});
