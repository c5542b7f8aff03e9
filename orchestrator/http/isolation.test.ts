import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Operation } from '../../lib/contract/operations/operation.ts';
import { OPERATIONS, type OperationId } from '../../lib/contract/operations.ts';
import { createId } from '../../lib/shared/ids.ts';
import { readStream } from './fixtures/read-stream.ts';
import { connectSocket } from './fixtures/socket-client.ts';
import { startTestServer, type TestServer } from './fixtures/test-server.ts';

type Ids = {
  run_id: string;
  conversation_id: string;
  message_id: string;
  user_message_id: string;
  task_id: string;
  approval_id: string;
  file_id: string;
};

let server: TestServer;
let mine: { key: string; key_id: string };
let theirs: { key: string };
let run: Ids;

const SECRET = 'echo the-secret-word';

beforeAll(async () => {
  server = await startTestServer();
  mine = await server.createKey();
  theirs = await server.createKey();
  const accepted = (await (await server.post('/api/runs', { message: SECRET }, { key: mine.key })).json()) as Ids;
  run = { ...accepted, ...(await leaveThings(accepted)) };
  await readStream(await server.call(`/api/runs/${run.run_id}/stream`, { key: mine.key })).ended;
});
afterAll(() => server.close());

/** A task, an approval and a file of the owner of the run. */
async function leaveThings({ run_id, conversation_id }: Ids): Promise<Pick<Ids, 'task_id' | 'approval_id' | 'file_id'>> {
  const ownerId = (await server.store.keys.get(mine.key_id))?.owner_id as string;
  const task = (await (await server.post('/api/tasks', { title: SECRET }, { key: mine.key })).json()) as Ids;
  const approval = await server.store.approvals.request({
    approval_id: createId('approval'),
    ownerId,
    run_id,
    conversation_id,
    call_id: 'call_1',
    agent: 'task',
    tool: 'calculate',
    arguments: { expression: SECRET },
    risk: 'write',
    why: SECRET,
    created_at: Date.now(),
    expires_at: Date.now() + 3_600_000,
  });
  const blob = await server.blobs.write(new TextEncoder().encode(SECRET));
  const file = { ownerId, name: 'secret.txt', mimeType: 'text/plain', origin: 'artifact' as const, runId: run_id };
  const { fileId } = await server.store.files.add({ ...file, ...blob, fileId: createId('file'), nowMs: Date.now() });
  return { task_id: task.task_id, approval_id: approval.approval_id, file_id: fileId };
}

type Probe = { target?: string; headers?: Record<string, string>; body?: object };

/** For every keyed operation: how a stranger would reach for what is not theirs. `{…}`: the id of the owner, or one that does not exist. */
function probes(ids: Ids): Partial<Record<OperationId, Probe[]>> {
  const event = { 'last-event-id': `${ids.run_id}.1.1` };
  return {
    chat: [
      { body: { message: 'a', conversation_id: ids.conversation_id } },
      { body: { message: 'a', parent_message_id: ids.user_message_id } },
      { body: { message: 'a', conversation_id: ids.conversation_id, parent_message_id: ids.message_id } },
      { body: { message: 'a', stream: true }, headers: event },
      { body: { message: 'a' }, headers: event },
    ],
    createRun: [{ body: { message: 'a', conversation_id: ids.conversation_id } }],
    chatStream: [{ target: `?message=a&conversation_id=${ids.conversation_id}` }, { target: '?message=a', headers: event }],
    voiceChat: [{ body: { transcribedText: 'a', conversationId: ids.conversation_id } }],
    voiceChatStream: [
      { target: `?transcribedText=a&conversationId=${ids.conversation_id}` },
      { target: '?transcribedText=a&conversationId=new', headers: event },
    ],
    getRun: [{ target: `/api/runs/${ids.run_id}` }],
    runStream: [
      { target: `/api/runs/${ids.run_id}/stream` },
      { target: `/api/runs/${ids.run_id}/stream?after=1` },
      { target: `/api/runs/${ids.run_id}/stream`, headers: event },
    ],
    cancelRun: [{ target: `/api/runs/${ids.run_id}/cancel` }],
    setHeard: [{ target: `/api/runs/${ids.run_id}/heard`, body: { heard_chars: 1 } }],
    getConversation: [{ target: `/api/conversations/${ids.conversation_id}` }],
    patchConversation: [{ target: `/api/conversations/${ids.conversation_id}`, body: { title: 'stolen' } }],
    deleteConversation: [{ target: `/api/conversations/${ids.conversation_id}` }],
    listMessages: [{ target: `/api/conversations/${ids.conversation_id}/messages` }],
    exportConversation: [
      { target: `/api/conversations/${ids.conversation_id}/export` },
      { target: `/api/conversations/${ids.conversation_id}/export?format=json` },
    ],
    decideApproval: [{ target: `/api/approvals/${ids.approval_id}`, body: { decision: 'approve' } }],
    createTask: [
      { body: { title: 'a', depends_on: [ids.task_id] } },
      { body: { title: 'a', parent_task_id: ids.task_id } },
      { body: { title: 'a', conversation_id: ids.conversation_id } },
    ],
    getTask: [{ target: `/api/tasks/${ids.task_id}` }],
    patchTask: [{ target: `/api/tasks/${ids.task_id}`, body: { title: 'stolen' } }],
    deleteTask: [{ target: `/api/tasks/${ids.task_id}` }],
    fileContent: [
      { target: `/api/files/${ids.file_id}/content` },
      { target: `/api/files/${ids.file_id}/content?disposition=inline` },
    ],
    searchFiles: [{ body: { query: 'secret', file_ids: [ids.file_id] } }],
    fileStream: [{ target: `/api/files/${ids.file_id}/stream` }],
    retryFile: [{ target: `/api/files/${ids.file_id}/retry` }],
    cancelFile: [{ target: `/api/files/${ids.file_id}/cancel` }],
    fileText: [{ target: `/api/files/${ids.file_id}/text` }],
    getFile: [{ target: `/api/files/${ids.file_id}` }],
    deleteFile: [{ target: `/api/files/${ids.file_id}` }],
  };
}

/** Calls that name nothing of anybody. */
const NAMELESS = new Set<OperationId>([
  'uploadFile',
  'uploadFiles',
  'listFiles',
  'voiceConfig',
  'transcribe',
  'speak',
  'voiceToken',
  'reportVoiceTurn',
  'listApprovals',
  'listTasks',
  'taskCalendar',
  'listConversations',
  'createConversation',
  'searchConversations',
  'listAgents',
  'getAgent',
  'metricsSummary',
]);

const UNKNOWN = {
  run_id: 'run_unknown',
  conversation_id: 'conv_unknown',
  message_id: 'msg_unknown',
  user_message_id: 'msg_unknown',
  task_id: 'task_unknown',
  approval_id: 'appr_unknown',
  file_id: 'file_unknown',
};
const EXAMPLES = Object.entries(probes(UNKNOWN)).flatMap(([id, all]) =>
  all.map((_probe, index) => [id as OperationId, index] as const),
);

async function send(key: string, id: OperationId, { target = '', headers = {}, body }: Probe): Promise<string> {
  const { method, path }: Operation = OPERATIONS[id];
  const response = await server.call(target.startsWith('/') ? target : path + target, {
    method,
    key,
    headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const kept = [...response.headers].filter(([name]) => !['date', 'x-request-id'].includes(name));
  return JSON.stringify([response.status, kept, await response.text()]);
}

describe('what belongs to one key', () => {
  it.each(EXAMPLES)('is as if it did not exist for another: %s (%d)', async (id, index) => {
    const foreign = await send(theirs.key, id, probes(run)[id]?.[index] as Probe);
    const unknown = await send(theirs.key, id, probes(UNKNOWN)[id]?.[index] as Probe);
    expect(foreign).toBe(unknown);
    expect(JSON.parse(foreign)[0]).toBeGreaterThanOrEqual(404);
    expect(foreign).not.toContain('the-secret-word');
  });

  it('is covered for every operation with a chat key', () => {
    const keyed = (Object.entries(OPERATIONS) as [OperationId, Operation][]).filter(([, { access }]) => access === 'chat');
    for (const [id] of keyed) expect(id in probes(UNKNOWN) || NAMELESS.has(id), id).toBe(true);
  });

  it('is in no list and no search of another, and stays where it is', async () => {
    const lists = {
      '/api/conversations': run.conversation_id,
      '/api/conversations/search?q=secret': run.conversation_id,
      '/api/approvals': run.approval_id,
      '/api/tasks': run.task_id,
      '/api/tasks/calendar.ics?kind=todo': SECRET,
      '/api/files?q=secret': run.file_id,
    };
    for (const [path, found] of Object.entries(lists)) {
      expect(await (await server.call(path, { key: mine.key })).text(), path).toContain(found);
      expect(await (await server.call(path, { key: theirs.key })).text(), path).not.toContain(found);
    }
    for (const path of [
      `/api/conversations/${run.conversation_id}`,
      `/api/tasks/${run.task_id}`,
      `/api/files/${run.file_id}/content`,
    ]) {
      expect((await server.call(path, { key: mine.key })).status, path).toBe(200);
    }
  });

  it('does not meet through the same idempotency key', async () => {
    const headers = { 'idempotency-key': 'shared' };
    const runs = await Promise.all(
      [mine, theirs].map(async ({ key }) => {
        const response = await server.post('/api/runs', { message: 'echo same' }, { key, headers });
        return ((await response.json()) as { run_id: string }).run_id;
      }),
    );
    expect(runs[0]).not.toBe(runs[1]);
  });

  it('is out of reach over a socket', async () => {
    const client = await connectSocket(server.port, { 'x-api-key': theirs.key });
    client.send({ type: 'attach', run_id: run.run_id });
    client.send({ type: 'cancel', run_id: run.run_id });
    client.send({ type: 'chat', request_id: 'r', message: 'a', conversation_id: run.conversation_id });
    await client.next(() => client.frames.length === 3);
    expect(client.frames.every(({ type, code }) => type === 'error' && code === 'NOT_FOUND')).toBe(true);
    client.socket.close();
  });
});
