import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { conversation, conversationList, messageList } from '../../lib/contract/conversations.ts';
import { runRecord } from '../../lib/contract/runs.ts';
import { readStream } from './fixtures/read-stream.ts';
import { startTestServer, type TestServer } from './fixtures/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

async function parsed<T extends z.ZodType>(schema: T, response: Response, status = 200): Promise<z.output<T>> {
  expect(response.status).toBe(status);
  return schema.parse(await response.json());
}

async function chat(message: string, more: object = {}): Promise<{ conversation_id: string; metadata: { run_id: string } }> {
  return (await (await server.post('/api/chat', { message, ...more })).json()) as Awaited<ReturnType<typeof chat>>;
}

describe('conversations', () => {
  it('are created, renamed, pinned, found, and deleted', async () => {
    const created = await parsed(conversation, await server.post('/api/conversations', { title: ' Plans ' }), 201);
    expect(created.title).toBe('Plans');
    const path = `/api/conversations/${created.conversation_id}`;
    const patch = (body: object) =>
      server.call(path, { method: 'PATCH', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    for (const change of [{ title: 'Quiet plans' }, { pinned: true }, { title: 'Loud plans', pinned: false }])
      await patch(change);
    // Only messages move the time that sorts the list and marks conversations as unread.
    expect(await parsed(conversation, await patch({ title: 'Quiet plans', pinned: true }))).toEqual({
      ...created,
      title: 'Quiet plans',
      pinned: true,
    });
    const list = await parsed(conversationList, await server.call('/api/conversations'));
    expect(list.conversations[0]).toMatchObject({ conversation_id: created.conversation_id });
    const search = await server.call('/api/conversations/search?q=quiet');
    expect(await search.text()).toContain(created.conversation_id);
    const deleted = await server.call(path, { method: 'DELETE' });
    expect([deleted.status, await deleted.text()]).toEqual([204, '']);
    expect((await server.call(path)).status).toBe(404);
    expect((await server.call(path, { method: 'DELETE' })).status).toBe(404);
  });

  it('page through their messages from the newest', async () => {
    const { conversation_id } = await chat('echo first');
    await chat('echo second', { conversation_id });
    const path = `/api/conversations/${conversation_id}/messages`;
    const newest = await parsed(messageList, await server.call(`${path}?limit=3`));
    expect(newest.messages.map(({ content }) => content)).toEqual(['echo first', 'echo second', 'echo second']);
    const oldest = await parsed(messageList, await server.call(`${path}?limit=3&before=${newest.next_before}`));
    expect(oldest.messages.map(({ role, content }) => [role, content])).toEqual([['user', 'echo first']]);
    expect(oldest.next_before).toBeNull();
  });

  it('stop what still goes on when they are deleted, and their readers learn it', async () => {
    const started = await server.post('/api/runs', { message: 'wait' });
    const { run_id, conversation_id } = (await started.json()) as { run_id: string; conversation_id: string };
    const stream = readStream(await server.call(`/api/runs/${run_id}/stream`));
    await stream.until((messages) => messages.some(({ data }) => data.includes('text.delta')));
    expect((await server.call(`/api/conversations/${conversation_id}`, { method: 'DELETE' })).status).toBe(204);
    await stream.ended;
    expect(stream.events().at(-1)).toMatchObject({ type: 'run.finished', status: 'cancelled' });
    expect(stream.messages.at(-1)?.data).toBe('[DONE]');
    expect((await server.call(`/api/runs/${run_id}`)).status).toBe(404);
  });

  it('are exported as Markdown and JSON, as an attachment', async () => {
    const { conversation_id } = await chat('echo *hello* <b>world</b>');
    const path = `/api/conversations/${conversation_id}/export`;
    const markdown = await server.call(path);
    expect(markdown.headers.get('content-type')).toBe('text/markdown; charset=utf-8');
    expect(markdown.headers.get('content-disposition')).toMatch(/^attachment; filename="echo-hello-b-world-b\.md"$/);
    const text = await markdown.text();
    expect(text).toContain('## You');
    expect(text.match(/echo \*hello\* <b>world<\/b>/g)).toHaveLength(3);
    const json = await server.call(`${path}?format=json`);
    expect(json.headers.get('content-type')).toBe('application/json; charset=utf-8');
    const schema = z.object({ conversation, messages: messageList.shape.messages });
    expect(schema.parse(await json.json()).messages).toHaveLength(2);
  });

  it('with titles in any script have a safe file name', async () => {
    const created = await parsed(
      conversation,
      await server.post('/api/conversations', { title: '"; filename="../../x\r\n語' }),
      201,
    );
    const response = await server.call(`/api/conversations/${created.conversation_id}/export?format=json`);
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="filename-x.json"');
  });
});

describe('the record of a run', () => {
  it('has its status, agents and timings', async () => {
    const { metadata } = await chat('echo recorded');
    const record = await parsed(runRecord, await server.call(`/api/runs/${metadata.run_id}`));
    expect(record).toMatchObject({ run_id: metadata.run_id, status: 'completed', epoch: 1, agents: ['supervisor'] });
    expect(record.spans).toHaveLength(1);
  });
});
