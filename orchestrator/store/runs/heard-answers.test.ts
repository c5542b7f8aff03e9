import { describe, expect, it } from 'vitest';
import type { ResponseMetadata } from '../../../lib/contract/chat.ts';
import { acceptOne, finishCommand, nextCommand } from '../fixtures/commands.ts';
import { databaseKinds } from '../fixtures/test-databases.ts';
import { withStore } from '../fixtures/with-store.ts';
import type { OpenedStore } from '../open-store.ts';

describe.each(await databaseKinds(process.env.TEST_DATABASE_URL))('what was heard of an answer on $name', (kind) => {
  let store: OpenedStore;
  let runs: OpenedStore['runs'];

  withStore(kind, (opened) => {
    store = opened;
    runs = store.runs;
  });

  /** A finished run that said this. */
  async function answered(content: string, metadata: Partial<ResponseMetadata> = {}) {
    const { run, lease } = await acceptOne(runs);
    const command = finishCommand(run, lease, 1, { content });
    await runs.finish([{ ...command, metadata: { ...command.metadata, ...metadata } }]);
    return run;
  }

  /** What the next turn is told. */
  async function told(run: Awaited<ReturnType<typeof answered>>): Promise<string | undefined> {
    const { run: next } = await acceptOne(runs, nextCommand(run));
    return (await runs.history(next.userMessageId, 10)).at(-1)?.content;
  }

  it('is noted, shown with the message, and all that later turns know', async () => {
    const run = await answered('One two three. Four five six.');
    expect(await runs.setHeard(run.runId, run.ownerId, 14)).toEqual({ messageId: run.messageId, heardChars: 14 });
    const page = await store.conversations.messages(run.ownerId, run.conversationId, 10);
    expect(page?.messages.at(-1)).toMatchObject({
      content: 'One two three. Four five six.',
      metadata: { heard_chars: 14, provider: 'offline', run_id: run.runId },
    });
    expect(await told(run)).toBe('One two three. [interrupted by the user]');
  });

  it('only becomes less, in whatever order calls come', async () => {
    const run = await answered('0123456789');
    const answers = await Promise.all([7, 3, 9, 3].map((chars) => runs.setHeard(run.runId, run.ownerId, chars)));
    expect(answers.every((answer) => answer !== null && answer.heardChars <= 9)).toBe(true);
    expect(await runs.setHeard(run.runId, run.ownerId, 8)).toMatchObject({ heardChars: 3 });
    expect(await runs.setHeard(run.runId, run.ownerId, 3)).toMatchObject({ heardChars: 3 });
  });

  it('is at most the answer, which is then no interruption', async () => {
    const run = await answered('Fine.');
    expect(await runs.setHeard(run.runId, run.ownerId, 1_000_000)).toMatchObject({ heardChars: 5 });
    expect(await told(run)).toBe('Fine.');
  });

  it.each<[string, Partial<ResponseMetadata>, boolean]>([
    ['No language model is configured, and without one I cannot answer this.', { no_answer: true }, false],
    [
      'The configured language models are unavailable right now, so the built-in offline model answers, which works by fixed rules. It cannot answer this question.',
      {},
      false,
    ],
    [
      'No language model is configured, so I answer with the built-in offline model, which works by fixed rules. It cannot answer this question.',
      {},
      false,
    ],
    ['It has a built-in offline model, which works by fixed rules.', { provider: 'openai' }, true],
    ['**42**', {}, true],
  ])('what only says that there is no answer is told to nobody: %s', async (content, metadata, isTold) => {
    const run = await answered(content, metadata);
    expect((await told(run)) === content).toBe(isTold);
  });

  it('cuts no character in two and leaves a mark alone when nothing was heard', async () => {
    const [half, none] = [await answered('A😀B'), await answered('Never heard.')];
    await runs.setHeard(half.runId, half.ownerId, 2);
    await runs.setHeard(none.runId, none.ownerId, 0);
    expect(await told(half)).toBe('A [interrupted by the user]');
    expect(await told(none)).toBe('[interrupted by the user]');
  });

  it('is not noted while the run goes on, for others, or for what does not exist', async () => {
    const { run } = await acceptOne(runs);
    expect(await runs.setHeard(run.runId, run.ownerId, 1)).toBeNull();
    const over = await answered('Fine.');
    expect(await runs.setHeard(over.runId, 'own_other', 1)).toBeNull();
    expect(await runs.setHeard('run_unknown', over.ownerId, 1)).toBeNull();
    expect(await told(over)).toBe('Fine.');
  });
});
