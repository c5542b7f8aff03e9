import { describe, expect, it } from 'vitest';
import { storedMessage } from '../../../lib/contract/conversations.ts';
import { createId } from '../../../lib/shared/ids.ts';
import { START } from '../../core/frame.ts';
import { acceptCommand, acceptOne, finishCommand, frames, nextCommand } from '../fixtures/commands.ts';
import { databaseKinds } from '../fixtures/test-databases.ts';
import { withStore } from '../fixtures/with-store.ts';
import type { OpenedStore } from '../open-store.ts';

describe.each(await databaseKinds(process.env.TEST_DATABASE_URL))('conversations on $name', (kind) => {
  let store: OpenedStore;
  let conversations: OpenedStore['conversations'];

  withStore(kind, (opened) => {
    store = opened;
    conversations = store.conversations;
  });

  /** A conversation with one finished run. */
  async function talk(ownerId: string, title: string, message: string, answer: string) {
    const conversation = { id: createId('conversation'), new: true, title };
    const { run, lease } = await acceptOne(store.runs, acceptCommand({ ownerId, conversation, request: { message } }));
    await store.runs.finish([finishCommand(run, lease, 1, { content: answer })]);
    return run;
  }

  it('creates, renames and pins, for its owner alone', async () => {
    const id = createId('conversation');
    const created = await conversations.create('own_a', id, 'First', 1_000);
    const expected = {
      conversation_id: id,
      title: 'First',
      pinned: false,
      created_at: 1_000,
      updated_at: 1_000,
      active_run_id: null,
    };
    expect(created).toEqual(expected);
    expect(await conversations.patch('own_a', id, { title: 'Second' })).toEqual({ ...expected, title: 'Second' });
    expect(await conversations.patch('own_a', id, { pinned: true })).toEqual({ ...expected, title: 'Second', pinned: true });

    expect(await conversations.get('own_b', id)).toBeNull();
    expect(await conversations.patch('own_b', id, { title: 'Mine' })).toBeNull();
    expect(await conversations.messages('own_b', id, 10)).toBeNull();
    expect(await conversations.delete('own_b', id)).toBe(false);
    expect(await conversations.list('own_b', 10)).toEqual({ conversations: [], nextBefore: null });
    expect(await conversations.get('own_a', id)).toMatchObject({ title: 'Second', pinned: true });
  });

  it('attaches to an answer what its run made, and nothing else', async () => {
    const run = await talk('own_files', 'Charts', 'Draw two charts', 'Here they are.');
    const content = { sha256: 'ab'.repeat(32), sizeBytes: 3 };
    await store.blobIndex.announce({ key: 'chart', ...content });
    await store.blobIndex.publish('chart');
    const file = { ownerId: 'own_files', name: 'a.svg', mimeType: 'image/svg+xml', ...content };
    const made = { ...file, origin: 'artifact', runId: run.runId, nowMs: run.createdAt + 5 } as const;
    await store.files.add({ ...made, fileId: 'file_made2' });
    await store.files.add({ ...made, fileId: 'file_made1' });
    await store.files.add({ ...made, fileId: 'file_other', runId: 'run_other' });
    await store.files.add({ ...made, fileId: 'file_foreign', ownerId: 'own_else' });
    await store.files.add({ ...made, fileId: 'file_upload', origin: 'upload' });
    const page = await conversations.messages('own_files', run.conversationId, 10);
    const seen = { name: 'a.svg', mime_type: 'image/svg+xml', size_bytes: 3 };
    expect(page?.messages.map(({ role, attachments }) => [role, attachments])).toEqual([
      ['user', []],
      [
        'assistant',
        [
          { file_id: 'file_made1', ...seen },
          { file_id: 'file_made2', ...seen },
        ],
      ],
    ]);
  });

  it('says of an answer that failed why it did, and of others nothing', async () => {
    const error = {
      error: 'OpenAI took too long to answer.',
      code: 'PROVIDER_UNAVAILABLE' as const,
      details: { cause: 'timeout' },
    };
    const { run, lease } = await acceptOne(store.runs, acceptCommand({ ownerId: 'own_failed' }));
    await store.runs.finish([finishCommand(run, lease, 1, { status: 'failed', content: 'Half an', error })]);
    const page = await conversations.messages('own_failed', run.conversationId, 10);
    const [question, answer] = page?.messages.map((message) => storedMessage.parse(message)) ?? [];
    expect(answer).toMatchObject({ status: 'failed', content: 'Half an', error });
    expect(question).not.toHaveProperty('error');
  });

  it('lists pinned ones first, then the newest, page by page without gap or double', async () => {
    const ids: string[] = [];
    for (let number = 0; number < 7; number++) {
      // Three of each time, so that a page ends between equal times.
      const { conversation_id } = await conversations.create(
        'own_list',
        createId('conversation'),
        `${number}`,
        1_000 + Math.floor(number / 3),
      );
      ids.push(conversation_id);
    }
    await conversations.patch('own_list', ids[0] ?? '', { pinned: true });
    const seen: string[] = [];
    let before: string | null = null;
    do {
      const page = await conversations.list('own_list', 2, before ?? undefined);
      expect(page.conversations.length).toBeGreaterThan(0);
      seen.push(...page.conversations.map(({ conversation_id }) => conversation_id));
      before = page.nextBefore;
    } while (before !== null);
    const byTime = [ids.slice(6), ids.slice(3, 6), ids.slice(1, 3)].flatMap((equal) => equal.sort().reverse());
    expect(seen).toEqual([ids[0], ...byTime]);
  });

  it('refuses a cursor that it did not give', async () => {
    await expect(conversations.list('own_list', 2, 'nonsense')).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  });

  it('pages messages from the newest backwards, oldest first within a page', async () => {
    const first = await talk('own_a', 'Long', 'one', 'two');
    for (let number = 0; number < 2; number++) await acceptOne(store.runs, nextCommand(first));
    const all =
      (await conversations.messages('own_a', first.conversationId, 100))?.messages.map(({ message_id }) => message_id) ?? [];
    expect(all).toHaveLength(6);

    const newest = await conversations.messages('own_a', first.conversationId, 4);
    expect(newest?.messages.map(({ message_id }) => message_id)).toEqual(all.slice(2));
    expect(newest?.nextBefore).toBe(all[2]);
    const oldest = await conversations.messages('own_a', first.conversationId, 4, all[2]);
    expect(oldest?.messages.map(({ message_id }) => message_id)).toEqual(all.slice(0, 2));
    expect(oldest?.nextBefore).toBeNull();
    expect(await conversations.messages('own_a', first.conversationId, 4, all[0])).toEqual({ messages: [], nextBefore: null });

    const other = await talk('own_a', 'Other', 'x', 'y');
    expect(await conversations.messages('own_a', first.conversationId, 4, other.messageId)).toBeNull();
    expect(await conversations.messages('own_a', createId('conversation'), 4)).toBeNull();
  });

  it('deletes everything of a conversation, also while a run writes to it', async () => {
    const { run, lease } = await acceptOne(store.runs, acceptCommand({ ownerId: 'own_a', idempotencyKey: 'deleted' }));
    let seq = 0;
    let outcome = 'ok';
    const writing = (async () => {
      while (outcome === 'ok') {
        const [next] = await store.runs.append([{ runId: run.runId, lease, frames: frames(seq + 1, seq + 5) }]);
        outcome = next?.kind ?? 'none';
        seq += 5;
      }
    })();
    while (seq < 10) await new Promise((done) => setTimeout(done, 1));
    expect(await conversations.delete('own_a', run.conversationId)).toBe(true);
    await writing;

    expect(outcome).toBe('fenced');
    expect(await store.runs.get(run.runId)).toBeNull();
    expect(await store.runs.readFrames(run.runId, START, 10)).toEqual([]);
    expect(await store.runs.history(run.messageId, 10)).toEqual([]);
    expect(await store.runs.findByIdempotencyKey('own_a', 'deleted')).toBeNull();
    expect(await conversations.get('own_a', run.conversationId)).toBeNull();
    expect(await conversations.delete('own_a', run.conversationId)).toBe(false);
  });

  it('finds by title and by the words of messages, with the place shown', async () => {
    const trip = await talk(
      'own_s',
      'Trip to Lisbon',
      'Where do the trams go?',
      'Line 28 passes the cathedral of Lisbon. '.repeat(20),
    );
    const sums = await talk('own_s', 'Sums', 'What is 100% of 7_000?', 'That is 7_000.');
    const kanji = await talk('own_s', 'Words', '東京の天気はどうですか', 'いい天気です');
    await talk('own_t', 'Lisbon of another', 'cathedral', 'cathedral');

    const search = async (text: string) =>
      (await conversations.search('own_s', text, 10)).map(({ conversation, message_id, snippet }) => ({
        id: conversation.conversation_id,
        message_id,
        snippet,
      }));
    expect(await search('lisb')).toEqual([{ id: trip.conversationId, message_id: null, snippet: 'Trip to Lisbon' }]);
    const [cathedral, ...none] = await search('CATHED passes');
    expect(none).toEqual([]);
    expect(cathedral).toMatchObject({ id: trip.conversationId, message_id: trip.messageId });
    expect(cathedral?.snippet).toMatch(/^Line 28 passes the cathedral.*…$/);
    expect(await search('cathedral tower')).toEqual([]);
    expect(await search('東京')).toMatchObject([{ id: kanji.conversationId, message_id: kanji.userMessageId }]);
    // What means something to LIKE or to the query language is plain text here.
    expect(await search('100%')).toMatchObject([{ id: sums.conversationId }]);
    expect(await search('%')).toMatchObject([{ id: sums.conversationId }]);
    expect(await search('_')).toMatchObject([{ id: sums.conversationId }]);
    expect(await search("' & | ! <-> \\ :*")).toEqual([]);
    expect(await search('a\u0000')).toEqual([]);
  });
});
