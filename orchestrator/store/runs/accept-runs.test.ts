import { describe, expect, it } from 'vitest';
import { createId } from '../../../lib/shared/ids.ts';
import { acceptCommand, acceptOne, finishCommand, nextCommand } from '../fixtures/commands.ts';
import { databaseKinds } from '../fixtures/test-databases.ts';
import { withStore } from '../fixtures/with-store.ts';
import type { OpenedStore } from '../open-store.ts';

describe.each(await databaseKinds(process.env.TEST_DATABASE_URL))('accepting runs on $name', (kind) => {
  let store: OpenedStore;

  withStore(kind, (opened) => {
    store = opened;
  });

  const messagesOf = async (conversationId: string, ownerId = 'own_1') =>
    (await store.conversations.messages(ownerId, conversationId, 200))?.messages ?? [];

  it('writes the conversation, the user message, the empty answer and the run together', async () => {
    const command = acceptCommand({ request: { message: 'Hello', context: { locale: 'de' } }, nowMs: 1_700_000_000_000 });
    const { run } = await acceptOne(store.runs, command);

    expect(await store.runs.get(run.runId)).toEqual(run);
    expect(run).toMatchObject({ status: 'queued', epoch: 1, lastSeq: 0, createdAt: 1_700_000_000_000, request: command.request });
    expect(await store.conversations.get('own_1', run.conversationId)).toEqual({
      conversation_id: run.conversationId,
      title: 'A question',
      pinned: false,
      created_at: 1_700_000_000_000,
      updated_at: 1_700_000_000_000,
      active_run_id: run.runId,
    });
    expect(await messagesOf(run.conversationId)).toMatchObject([
      { message_id: run.userMessageId, parent_id: null, role: 'user', content: 'Hello', run_id: null, status: 'completed' },
      {
        message_id: run.messageId,
        parent_id: run.userMessageId,
        role: 'assistant',
        content: '',
        run_id: run.runId,
        status: 'queued',
      },
    ]);
  });

  it('puts messages under the newest one, also when several of one conversation come in one batch', async () => {
    const first = acceptCommand();
    const conversation = { ...first.conversation, new: false };
    const outcomes = await store.runs.accept([first, acceptCommand({ conversation }), acceptCommand({ conversation })]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['accepted', 'accepted', 'accepted']);

    const messages = await messagesOf(conversation.id);
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant', 'user', 'assistant']);
    expect(messages.map(({ parent_id }) => parent_id)).toEqual([
      null,
      ...messages.slice(0, -1).map(({ message_id }) => message_id),
    ]);
  });

  it('branches: under a given message, at a new root, and again under the same user message', async () => {
    const { run } = await acceptOne(store.runs);
    const next = await acceptOne(store.runs, nextCommand(run));
    const [edited, root, again, changed] = await store.runs.accept([
      nextCommand(run, { parentMessageId: run.messageId, request: { message: 'Another way to ask' } }),
      nextCommand(run, { parentMessageId: null }),
      nextCommand(run, { parentMessageId: next.run.userMessageId }),
      nextCommand(run, { parentMessageId: next.run.userMessageId, request: { message: 'Not the same text' } }),
    ]);
    const parents = Object.fromEntries(
      (await messagesOf(run.conversationId)).map((message) => [message.message_id, message.parent_id]),
    );

    if (edited?.kind !== 'accepted' || root?.kind !== 'accepted') throw new Error('not accepted');
    expect(parents[edited.run.userMessageId]).toBe(run.messageId);
    expect(parents[root.run.userMessageId]).toBeNull();
    if (again?.kind !== 'accepted' || changed?.kind !== 'accepted') throw new Error('not accepted');
    expect(again.run.userMessageId).toBe(next.run.userMessageId);
    expect(parents[again.run.messageId]).toBe(next.run.userMessageId);
    expect(parents[changed.run.userMessageId]).toBe(next.run.userMessageId);
  });

  it('answers a known idempotency key with its run, within a batch and later, and refuses another request under it', async () => {
    const command = acceptCommand({ idempotencyKey: 'once' });
    const twin = acceptCommand({ idempotencyKey: 'once' });
    const misuse = acceptCommand({ idempotencyKey: 'once', requestHash: 'other' });
    const ofAnother = acceptCommand({ idempotencyKey: 'once', ownerId: 'own_2' });

    const inBatch = await store.runs.accept([command, twin, misuse, ofAnother]);
    expect(inBatch.map(({ kind }) => kind)).toEqual(['accepted', 'repeated', 'mismatch', 'accepted']);
    expect(inBatch[1]).toMatchObject({ run: { runId: command.runId } });
    const later = await store.runs.accept([twin, misuse]);
    expect(later).toMatchObject([{ kind: 'repeated', run: { runId: command.runId } }, { kind: 'mismatch' }]);
    expect(await store.conversations.get('own_1', twin.conversation.id)).toBeNull();

    expect(await store.runs.findByIdempotencyKey('own_1', 'once')).toMatchObject({
      run: { runId: command.runId },
      requestHash: 'hash',
    });
    expect(await store.runs.findByIdempotencyKey('own_3', 'once')).toBeNull();
  });

  it('does not take a missing idempotency key for one of the name “null”', async () => {
    const outcomes = await store.runs.accept([acceptCommand({ idempotencyKey: 'null' }), acceptCommand(), acceptCommand()]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['accepted', 'accepted', 'accepted']);
  });

  it('accepts one of many concurrent calls with the same idempotency key', async () => {
    const twins = Array.from({ length: 8 }, () => acceptCommand({ idempotencyKey: 'race' }));
    const outcomes = (await Promise.all(twins.map((twin) => store.runs.accept([twin])))).flat();
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['accepted', ...Array.from({ length: 7 }, () => 'repeated')]);
    expect(new Set(outcomes.map((outcome) => 'run' in outcome && outcome.run.runId)).size).toBe(1);
  });

  it('keeps concurrent messages of one conversation in one chain', async () => {
    const { run } = await acceptOne(store.runs);
    await Promise.all(Array.from({ length: 8 }, () => acceptOne(store.runs, nextCommand(run))));
    const messages = await messagesOf(run.conversationId);
    expect(messages).toHaveLength(18);
    expect(messages.map(({ parent_id }) => parent_id)).toEqual([
      null,
      ...messages.slice(0, -1).map(({ message_id }) => message_id),
    ]);
  });

  it('finds nothing of another owner, and stores nothing then', async () => {
    const { run } = await acceptOne(store.runs);
    const foreign = await acceptOne(store.runs, acceptCommand({ ownerId: 'own_2' }));
    const refused = [
      nextCommand(run, { ownerId: 'own_2' }),
      nextCommand(run, { conversation: { id: createId('conversation'), new: false, title: '' } }),
      nextCommand(run, { parentMessageId: createId('message') }),
      nextCommand(run, { parentMessageId: foreign.run.messageId }),
      acceptCommand({ parentMessageId: run.messageId }),
      nextCommand(run, { request: { message: 'See the file', file_ids: [createId('file')] } }),
    ];
    expect(await store.runs.accept(refused)).toEqual([
      { kind: 'not_found', field: 'conversation_id' },
      { kind: 'not_found', field: 'conversation_id' },
      { kind: 'not_found', field: 'parent_message_id' },
      { kind: 'not_found', field: 'parent_message_id' },
      { kind: 'not_found', field: 'parent_message_id' },
      { kind: 'not_found', field: 'file_ids' },
    ]);
    for (const { runId } of refused) expect(await store.runs.get(runId)).toBeNull();
    expect(await messagesOf(run.conversationId)).toHaveLength(2);
  });

  it('keeps strange text: NUL and lone surrogates become replacement characters, the request stays as it was', async () => {
    const message = 'a\u0000b\ud800c "quotes" \\ emoji 😀';
    const { run, lease } = await acceptOne(store.runs, acceptCommand({ request: { message, context: { raw: '\u0000\ud800' } } }));
    await store.runs.finish([finishCommand(run, lease, 1, { content: 'x\u0000y' })]);
    const [user, answer] = await messagesOf(run.conversationId);
    expect(user?.content).toBe('a\uFFFDb\uFFFDc "quotes" \\ emoji 😀');
    expect(answer?.content).toBe('x\uFFFDy');
    expect((await store.runs.get(run.runId))?.request.context).toEqual({ raw: '\u0000\ud800' });
  });

  it('accepts 500 at once in one transaction', async () => {
    const commands = Array.from({ length: 500 }, (_, index) =>
      acceptCommand({ idempotencyKey: `many ${index}`, ownerId: 'own_many' }),
    );
    const outcomes = await store.runs.accept(commands);
    expect(outcomes.every(({ kind }) => kind === 'accepted')).toBe(true);
    const { conversations, nextBefore } = await store.conversations.list('own_many', 500);
    expect(conversations).toHaveLength(500);
    expect(nextBefore).toBeNull();
  });

  it('shows the files of a message to their owner', async () => {
    const fileId = createId('file');
    const content = { sha256: 'ab'.repeat(32), sizeBytes: 12 };
    await store.blobIndex.announce({ key: 'key', ...content });
    await store.blobIndex.publish('key');
    const file = { name: 'a.pdf', mimeType: 'application/pdf', origin: 'upload', runId: null, nowMs: 0 } as const;
    await store.files.add({ ...file, ...content, fileId, ownerId: 'own_1' });
    const request = { message: 'See the file', file_ids: [fileId] };
    expect(await store.runs.accept([acceptCommand({ request, ownerId: 'own_2' })])).toEqual([
      { kind: 'not_found', field: 'file_ids' },
    ]);
    const { run } = await acceptOne(store.runs, acceptCommand({ request }));
    const [user] = await messagesOf(run.conversationId);
    expect(user?.attachments).toEqual([{ file_id: fileId, name: 'a.pdf', mime_type: 'application/pdf', size_bytes: 12 }]);
    const next = await acceptOne(store.runs, nextCommand(run, { request: { message: 'And now?' } }));
    expect(await store.runs.history(next.run.userMessageId, 10)).toEqual([
      { role: 'user', content: 'See the file', fileIds: [fileId] },
    ]);
  });
});
