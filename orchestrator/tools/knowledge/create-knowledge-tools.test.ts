import { describe, expect, it } from 'vitest';
import type { FileRecord } from '../../../lib/contract/files.ts';
import type { DocumentOutline } from '../../core/documents.ts';
import { silentLogger } from '../../core/logger.ts';
import { createRecordingContext } from '../testing/tool-context.ts';
import { createFileDescriber } from './create-file-describer.ts';
import { createKnowledgeTools } from './create-knowledge-tools.ts';
import { createShelf, type ShelfFile } from './fixtures/shelf.ts';

const PAGED = 'The rent is EUR 1,250.\n\nNotice is three months.\n\nPets need consent.';
const OUTLINE: DocumentOutline = {
  blocks: [
    { kind: 'paragraph', start: 0, end: 22, page: 1 },
    { kind: 'paragraph', start: 24, end: 47, page: 2 },
    { kind: 'paragraph', start: 49, end: 67, page: 3 },
  ],
};
const LONG = Array.from({ length: 2_000 }, (_, line) => `Line ${line} is about nothing.`).join('\n');

type Output = {
  has_files?: boolean;
  is_whole?: boolean;
  searched: string;
  next_from?: number;
  note: string;
  deleted?: number;
  passages: { cite: string; file: string; page?: number; heading?: string; text: string }[];
  files: object[];
  still_being_read?: string[];
  unreadable?: { file: string; why: string }[];
};

function setUp(files: readonly ShelfFile[], attached: readonly string[] = [], earlier: readonly string[] = []) {
  const shelf = createShelf(files);
  const tools = new Map(createKnowledgeTools({ files: shelf, knowledge: shelf }).map((tool) => [tool.name, tool]));
  const context = createRecordingContext({ fileIds: attached, earlierFileIds: earlier });
  const call = async (name: string, args: object): Promise<Output> => {
    const tool = tools.get(name);
    if (!tool) throw new Error(name);
    const { output } = await tool.execute(tool.parameters.parse(args), context);
    return JSON.parse(output) as Output;
  };
  const search = (query: string, fileIds: string[] | null = null) =>
    call('search_files', { query, file_ids: fileIds, scope: null, limit: null });
  const searchLibrary = (query: string) => call('search_files', { query, file_ids: null, scope: 'library', limit: null });
  const read = (fileId: string, page: number | null = null, from: number | null = null) =>
    call('read_file', { file_id: fileId, page, from });
  /** Every source is a part of its file, where it says. */
  const expectAnchors = () => {
    for (const { fileId, charStart = -1, text } of context.recorded.sources) {
      const whole = files.find((file) => file.file_id === fileId)?.text ?? '';
      expect(whole.slice(charStart, charStart + text.length)).toBe(text);
    }
  };
  return { shelf, tools, context, call, search, searchLibrary, read, expectAnchors };
}

const lease: ShelfFile = { file_id: 'file_lease', name: 'lease.pdf', text: PAGED, outline: OUTLINE, page_count: 3 };
const long: ShelfFile = { file_id: 'file_long', name: 'long.txt', text: LONG };

it('a passage that was joined over page breaks is cited by the pages of its parts', async () => {
  const shelf = createShelf([{ ...lease }]);
  const passage = { fileId: 'file_lease', title: 'lease.pdf', text: PAGED, page: 1, charStart: 0, charEnd: PAGED.length };
  const knowledge = {
    search: async () => ({ passages: [{ ...passage, headingPath: [], score: 1 }], embeddingModel: null }),
  };
  const search = createKnowledgeTools({ files: shelf, knowledge }).find(({ name }) => name === 'search_files');
  const context = createRecordingContext({ fileIds: [], earlierFileIds: [] });
  await search?.execute(search.parameters.parse({ query: 'pets', file_ids: null, scope: 'library', limit: null }), context);
  expect(context.recorded.sources.map(({ page, text, charStart }) => [page, text, charStart])).toEqual([
    [1, 'The rent is EUR 1,250.', 0],
    [2, 'Notice is three months.', 24],
    [3, 'Pets need consent.', 49],
  ]);
});

describe('searching files', () => {
  it('gives passages with numbers, in all files where none is named', async () => {
    const { search, context, expectAnchors } = setUp([lease, long]);
    const { passages, searched } = await search('Notice');
    expect(searched).toBe('all files');
    expect(passages[0]).toEqual({
      cite: '[1]',
      file: 'lease.pdf',
      page: 2,
      heading: 'Lease › Terms',
      text: 'Notice is three months.',
    });
    expect(context.recorded.sources[0]).toMatchObject({ fileId: 'file_lease', page: 2, charStart: 24 });
    expectAnchors();
  });

  it('gives small attached files whole, a source a page', async () => {
    const { search, shelf, context, expectAnchors } = setUp([lease, long], ['file_lease']);
    const { passages, is_whole, searched } = await search('anything');
    expect([is_whole, searched]).toEqual([true, 'attached lease.pdf']);
    expect(passages.map(({ cite, page, text }) => [cite, page, text])).toEqual([
      ['[1]', 1, 'The rent is EUR 1,250.'],
      ['[2]', 2, 'Notice is three months.'],
      ['[3]', 3, 'Pets need consent.'],
    ]);
    expect(shelf.searches).toEqual([]);
    expect(context.recorded.sources).toHaveLength(3);
    expectAnchors();
  });

  it('looks into large attached files first, then into all, and says so', async () => {
    const { search, shelf } = setUp([lease, long], ['file_long']);
    expect((await search('Line 7')).searched).toBe('attached long.txt');
    const { passages, searched } = await search('consent');
    expect(searched).toBe('attached long.txt, and, as nothing was found there, all files');
    expect(passages.map(({ file }) => file)).toEqual(['lease.pdf']);
    expect(shelf.searches).toEqual([['file_long'], ['file_long'], undefined]);
  });

  it('takes names for ids, and only what is clear', async () => {
    const { search } = setUp([long, { ...long, file_id: 'file_2', name: 'long-2.txt' }, lease]);
    expect((await search('x', ['LEASE.pdf'])).passages).toHaveLength(3);
    expect((await search('x', ['leas'])).passages).toHaveLength(3);
    expect((await search('Line 7', ['long.txt'])).searched).toBe('long.txt');
    await expect(search('x', ['long'])).rejects.toThrow('several files are called like "long": "long.txt", "long-2.txt"');
    await expect(search('x', ['file_of_someone_else'])).rejects.toThrow(
      'there is no file "file_of_someone_else"; there are "long.txt"',
    );
  });

  it('says that there are no files, or that nothing was found', async () => {
    expect(await setUp([]).search('x')).toMatchObject({ has_files: false, passages: [] });
    expect(await setUp([long]).search('consent')).toMatchObject({
      searched: 'all files',
      passages: [],
      note: expect.stringContaining('Nothing'),
    });
  });

  it('waits until attached files are read', async () => {
    const { search, shelf, context } = setUp([{ ...lease, stage: 'received' }], ['file_lease']);
    setTimeout(() => shelf.change('file_lease', { stage: 'ready' }), 50);
    expect((await search('Notice')).passages).toHaveLength(3);
    expect(context.recorded.notes[0]?.note).toBe('waiting until "lease.pdf" is read');
  });

  it('stops waiting when the run is stopped', async () => {
    const { tools, shelf } = setUp([{ ...lease, stage: 'received' }]);
    const controller = new AbortController();
    const context = createRecordingContext({ signal: controller.signal, fileIds: ['file_lease'] });
    const tool = tools.get('search_files');
    const waiting = tool?.execute({ query: 'a', file_ids: null, scope: null, limit: null }, context);
    controller.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow();
    expect(shelf.searches).toEqual([]);
  });

  it('says which files could not be read, and which are not read yet', async () => {
    const failed: Partial<FileRecord> = {
      stage: 'failed',
      problem: { code: 'ENCRYPTED', message: 'It has a password.', stage: 'extracted', retryable: false },
    };
    const { search } = setUp([{ ...lease, ...failed }, long], ['file_lease']);
    expect(await search('x')).toMatchObject({ passages: [], unreadable: [{ file: 'lease.pdf', why: 'It has a password.' }] });
    const working = setUp([{ ...lease, stage: 'received' }, long]);
    expect(await working.search('Line 7')).toMatchObject({ still_being_read: ['lease.pdf'] });
  });
});

describe('files of earlier messages', () => {
  const other: ShelfFile = { ...long, file_id: 'file_other', name: 'other.txt' };
  const names = ({ passages }: Output) => [...new Set(passages.map(({ file }) => file))];

  it('are searched instead of the library, unless it is asked for', async () => {
    const { search, searchLibrary, shelf } = setUp([long, other], [], ['file_long']);
    const found = await search('Line 1999');
    expect([names(found), found.searched]).toEqual([['long.txt'], 'long.txt from earlier in this conversation']);
    expect(names(await searchLibrary('Line 1999'))).toEqual(['long.txt', 'other.txt']);
    expect(shelf.searches).toEqual([['file_long'], undefined]);
  });

  it('come whole where all of the conversation is small, those of the question first', async () => {
    const note: ShelfFile = { file_id: 'file_note', name: 'note.txt', text: 'The rent is EUR 1,300.' };
    const { search } = setUp([lease, note, long], ['file_note'], ['file_lease']);
    const found = await search('rent');
    expect([found.is_whole, names(found)]).toEqual([true, ['note.txt', 'lease.pdf']]);
    expect(found.searched).toBe('attached note.txt and lease.pdf from earlier in this conversation');
  });

  it('add to what came with the question', async () => {
    const { search, shelf } = setUp([lease, long, other], ['file_lease'], ['file_long']);
    expect(names(await search('Line 7'))).toEqual(['lease.pdf', 'long.txt']);
    expect(shelf.searches).toEqual([['file_long']]);
    const large = setUp([lease, long, other], ['file_long'], ['file_other']);
    expect(names(await large.search('Line 7'))).toEqual(['long.txt', 'other.txt']);
  });

  it('are named when they are gone, and when they are not read yet', async () => {
    const { search } = setUp([long], [], ['file_long', 'file_gone']);
    expect(await search('Line 7')).toMatchObject({ deleted: 1 });
    expect(await setUp([long], [], ['file_gone']).search('Line 7')).toMatchObject({ searched: 'all files', deleted: 1 });
    expect(await setUp([], [], ['file_gone']).search('Line 7')).toMatchObject({ has_files: false, deleted: 1 });
    const late = setUp([{ ...lease, stage: 'received' }], [], ['file_lease']);
    setTimeout(() => late.shelf.change('file_lease', { stage: 'ready' }), 50);
    expect((await late.search('Notice')).passages).toHaveLength(3);
    expect(late.context.recorded.notes[0]?.note).toBe('waiting until "lease.pdf" is read');
  });

  it('are meant by a name that others have too', async () => {
    const { read } = setUp(
      [
        { ...long, file_id: 'file_newer' },
        { ...lease, name: 'long.txt' },
      ],
      [],
      ['file_lease'],
    );
    expect((await read('long.txt')).passages[0]?.text).toBe('The rent is EUR 1,250.');
  });
});

describe('reading a file', () => {
  it('gives stretches in order, each with its place', async () => {
    const { read, expectAnchors } = setUp([lease, long]);
    const first = await read('long.txt');
    expect(first.next_from).toBe(12_000);
    expect(first.passages.map(({ text }) => text.length)).toEqual([12_000]);
    const second = await read('file_long', null, first.next_from ?? 0);
    expect(LONG.slice(12_000, 24_000).trim()).toBe(second.passages[0]?.text);
    expectAnchors();
  });

  it('begins with a page', async () => {
    const { read, expectAnchors } = setUp([lease]);
    expect((await read('lease.pdf', 2)).passages.map(({ page }) => page)).toEqual([2, 3]);
    await expect(read('lease.pdf', 9)).rejects.toThrow('lease.pdf has no page 9; it has 3');
    expectAnchors();
  });

  it('says that there is nothing to read yet', async () => {
    const { read } = setUp([{ ...lease, stage: 'failed' }]);
    expect(await read('lease.pdf')).toMatchObject({ passages: [], unreadable: [{ file: 'lease.pdf' }] });
  });
});

describe('what is there', () => {
  it('is listed with states', async () => {
    const { call } = setUp([lease, { ...long, stage: 'extracted' }]);
    expect((await call('list_files', { query: null })).files).toMatchObject([
      { file_id: 'file_lease', name: 'lease.pdf', pages: 3, state: 'ready' },
      { file_id: 'file_long', state: 'being read' },
    ]);
    expect((await call('list_files', { query: 'ong' })).files).toHaveLength(1);
  });

  it('comes with a message in words; what belongs to another is like what was deleted', async () => {
    const describeFiles = createFileDescriber(createShelf([lease]), silentLogger);
    expect(await describeFiles('own_test', ['file_lease', 'file_of_someone_else'])).toEqual([
      { fileId: 'file_lease', name: 'lease.pdf', mimeType: 'text/plain', pageCount: 3, state: 'ready' },
      { fileId: 'file_of_someone_else', state: 'deleted' },
    ]);
  });

  it('is foreign text: it taints, and changes nothing', () => {
    const { tools } = setUp([]);
    expect([...tools.values()].map(({ name, risk, isUntrusted = false }) => [name, risk, isUntrusted])).toEqual([
      ['search_files', 'read', true],
      ['read_file', 'read', true],
      ['list_files', 'read', false],
    ]);
  });
});
