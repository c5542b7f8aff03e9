import { beforeEach, describe, expect, it } from 'vitest';
import { createId } from '../../../lib/shared/ids.ts';
import { acceptCommand, acceptOne, finishCommand } from '../fixtures/commands.ts';
import { databaseKinds } from '../fixtures/test-databases.ts';
import { withStore } from '../fixtures/with-store.ts';
import type { OpenedStore } from '../open-store.ts';

describe.each(await databaseKinds(process.env.TEST_DATABASE_URL))('search of conversations on $name', (kind) => {
  let store: OpenedStore;
  let conversations: OpenedStore['conversations'];
  let ownerId: string;

  withStore(kind, (opened) => {
    store = opened;
    conversations = store.conversations;
  });
  beforeEach(() => {
    ownerId = createId('key');
  });

  async function talk(title: string, message: string, answer: string) {
    const conversation = { id: createId('conversation'), new: true, title };
    const { run, lease } = await acceptOne(store.runs, acceptCommand({ ownerId, conversation, request: { message } }));
    await store.runs.finish([finishCommand(run, lease, 1, { content: answer })]);
    return run;
  }

  it.each([
    // stored, asked
    ['Bru\u0308cke', 'Brücke'],
    ['Brücke', 'Bru\u0308cke'],
    ['감사합니다'.normalize('NFD'), '감사합니다'],
    ['감사합니다', '감사합니다'.normalize('NFD')],
    ['감사합니다', '합니다'],
    ['Un café noir', 'cafe'],
    ['Un cafe noir', 'CAFÉ'],
    ['Nguyễn Văn Đức', 'nguyen van duc'],
    ['nguyen', 'Nguyễn'],
    ['ＡＢＣ１２３', 'abc123'],
    ['ABC123', 'ａｂｃ'],
    ['Hauptstraße 5', 'hauptstrasse'],
    ['Hauptstrasse 5', 'HAUPTSTRAẞE'],
    ['ὁ λόγος', 'λογοσ'],
    ['ΛΟΓΟΣ', 'λόγος'],
    ['İstanbul ışığı', 'istanbul isigi'],
    ['ISPARTA', 'ısparta'],
    ['Fjord i Tromsø', 'tromso'],
    ['Łódź', 'lodz'],
    ['Æsir and Œuvre', 'aesir oeuvre'],
    ['the ﬁrst oﬃce', 'first office'],
    ['مُحَمَّد', 'محمد'],
    ['مـحـمـد', 'محمد'],
    ['إلى المدرسة', 'الي المدرسه'],
    ['שָׁלוֹם', 'שלום'],
    ['ёлка', 'елка'],
    ['It’s Anna’s', "anna's"],
    ['soft\u00ADhyphen', 'softhyphen'],
    ['東京都の図書館', '図書'],
    ['ﾄｳｷｮｳ', 'トウキョウ'],
    ['がっこう', 'か\u3099っこう'],
    ['หอสมุดแห่งชาติ', 'แห่ง'],
    ['हिन्दी में', 'हिन्दी'],
    ['see src/app/main.ts', 'main'],
    ['write to anna@mail.example.com', 'example'],
    ['it was -7.25 degrees', '25'],
    ['done 🎉', '🎉'],
  ])('finds %j by %j, in messages and in titles', async (stored, asked) => {
    const said = await talk('Other', `a word before ${stored} and after`, 'yes');
    const titled = await talk(`Title ${stored}`, 'no', 'yes');
    await talk('Third', 'something else', 'entirely');
    const found = await conversations.search(ownerId, asked, 10);
    expect(found.map(({ conversation, message_id }) => [conversation.conversation_id, message_id])).toEqual([
      [titled.conversationId, null],
      [said.conversationId, said.userMessageId],
    ]);
    expect(found[1]?.snippet).toContain(stored);
  });

  it.each([
    ['東京', '京東'],
    ['Backofen', 'ofen'],
    ['हिन्दी', 'हन'],
    ['がっこう', 'がつこう'],
  ])('does not find %j by %j', async (stored, asked) => {
    await talk('Other', stored, 'yes');
    expect(await conversations.search(ownerId, asked, 10)).toEqual([]);
  });

  it.each([
    ['marks alone', '\u0301\u0640\u200B'],
    ['blanks', ' \u3000 '],
    ['joints', './:@-+'],
    ['a lone surrogate', '\uD800'],
    ['a backslash', '\\'],
    ['a word of 5,000 letters', 'ä'.repeat(5_000)],
    ['5,000 words', 'ä b%_ '.repeat(5_000)],
    ['the language of queries', "a':* | 'b' & !c <-> \\"],
  ])('survives %s', async (_what, asked) => {
    await talk('Other', 'nothing of that', 'at all');
    expect(await conversations.search(ownerId, asked, 10)).toEqual([]);
  });

  it('shows the place in the text as it is stored', async () => {
    await talk('Other', `${'Füße ﬁnden 한국어 '.normalize('NFD').repeat(100)}Brücke ${'und weiter '.repeat(100)}`, 'yes');
    const [found] = await conversations.search(ownerId, 'brucke', 10);
    expect(found?.snippet).toMatch(/^….{20,60}Brücke und weiter.*…$/u);
  });

  it('finds what a rename and an upload brought', async () => {
    const { conversationId } = await talk('Before', 'no', 'yes');
    await conversations.patch(ownerId, conversationId, { title: 'Größe' });
    expect(await conversations.search(ownerId, 'before', 10)).toEqual([]);
    expect(await conversations.search(ownerId, 'grosse', 10)).toMatchObject([{ snippet: 'Größe' }]);
    const content = { sha256: 'cd'.repeat(32), sizeBytes: 3 };
    await store.blobIndex.announce({ key: ownerId, ...content });
    await store.blobIndex.publish(ownerId);
    const file = {
      ownerId,
      fileId: createId('file'),
      name: 'Übersicht Café.PDF'.normalize('NFD'),
      mimeType: 'application/pdf',
      ...content,
    };
    await store.files.add({ ...file, origin: 'upload', runId: null, nowMs: 1 } as const);
    for (const q of ['Übersicht', 'cafe.pdf', 'ÜBER']) {
      const { files } = await store.files.list(ownerId, { q, limit: 10 });
      expect(files.map(({ file_id }) => file_id)).toEqual([file.fileId]);
    }
    expect((await store.files.list(ownerId, { q: 'cafes', limit: 10 })).files).toEqual([]);
  });
});
