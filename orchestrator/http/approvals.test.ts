import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { approval, approvalList } from '../../lib/contract/approvals.ts';
import { createId } from '../../lib/shared/ids.ts';
import type { Tool } from '../core/tool.ts';
import { acceptCommand, acceptOne } from '../store/fixtures/commands.ts';
import { connectSocket } from './fixtures/socket-client.ts';
import { startTestServer, type TestServer } from './fixtures/test-server.ts';

const pay: Tool = {
  name: 'pay',
  description: 'pay',
  parameters: z.strictObject({ amount: z.number().positive() }),
  risk: 'spend',
  timeoutMs: 1_000,
  execute: async () => ({ output: '', summary: '' }),
};

let server: TestServer;
let key: string;
let ownerId: string;
beforeAll(async () => {
  server = await startTestServer({ tools: [pay] });
  const created = await server.createKey();
  key = created.key;
  ownerId = (await server.store.keys.get(created.key_id))?.owner_id ?? '';
});
afterAll(() => server.close());

async function ask(owner = ownerId, expiresInMs = 60_000): Promise<string> {
  const { run } = await acceptOne(server.store.runs, acceptCommand({ ownerId: owner }));
  const now = Date.now();
  const asked = await server.store.approvals.request({
    approval_id: createId('approval'),
    ownerId: owner,
    run_id: run.runId,
    conversation_id: run.conversationId,
    call_id: 'call_1',
    agent: 'task',
    tool: 'pay',
    arguments: { amount: 5 },
    risk: 'spend',
    why: 'It costs money.',
    created_at: now,
    expires_at: now + expiresInMs,
  });
  return asked.approval_id;
}

const decide = (id: string, body: object, as = key) => server.post(`/api/approvals/${id}`, body, { key: as });
const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code;

describe('the inbox', () => {
  it('lists what waits across conversations, newest first, for its owner alone', async () => {
    const ids = [await ask(), await ask()];
    const others = await ask('own_other');
    const response = await server.call('/api/approvals?status=pending', { key });
    const { approvals } = approvalList.parse(await response.json());
    const listed = approvals.map(({ approval_id }) => approval_id);
    expect(listed.slice(0, 2)).toEqual(ids.reverse());
    expect(listed).not.toContain(others);
    expect(approvals[0]).toMatchObject({ agent: 'task', tool: 'pay', arguments: { amount: 5 }, why: 'It costs money.' });
  });
});

describe('a decision', () => {
  it('is made once, may be repeated, and not be changed', async () => {
    const id = await ask();
    const first = await decide(id, { decision: 'approve', arguments: { amount: 3 }, reason: 'cheaper' });
    expect(first.status).toBe(200);
    expect(approval.parse(await first.json())).toMatchObject({ status: 'approved', arguments: { amount: 3 }, reason: 'cheaper' });
    expect((await decide(id, { decision: 'approve', arguments: { amount: 3 } })).status).toBe(200);
    for (const other of [{ decision: 'reject' }, { decision: 'approve', arguments: { amount: 4 } }]) {
      const refused = await decide(id, other);
      expect([refused.status, await codeOf(refused)]).toEqual([409, 'CONFLICT']);
    }
  });

  it('with arguments that the tool refuses leaves it pending', async () => {
    const id = await ask();
    const refused = await decide(id, { decision: 'approve', arguments: { amount: 'much' } });
    expect([refused.status, await codeOf(refused)]).toEqual([422, 'VALIDATION_FAILED']);
    expect((await decide(id, { decision: 'reject' })).status).toBe(200);
  });

  it('comes too late after the expiry', async () => {
    const refused = await decide(await ask(ownerId, 0), { decision: 'approve' });
    expect([refused.status, await codeOf(refused)]).toEqual([409, 'CONFLICT']);
  });

  it('about what belongs to another key finds nothing', async () => {
    const foreign = await decide(await ask('own_other'), { decision: 'approve' });
    const unknown = await decide('appr_unknown', { decision: 'approve' });
    expect(foreign.status).toBe(404);
    expect(await foreign.text()).toBe(await unknown.text());
  });

  it('can be made on a socket', async () => {
    const id = await ask();
    const client = await connectSocket(server.port, { 'x-api-key': key });
    client.send({ type: 'approve', approval_id: id, decision: 'reject', arguments: {} });
    expect(await client.next(({ type }) => type === 'error')).toMatchObject({ code: 'VALIDATION_FAILED' });
    client.send({ type: 'approve', approval_id: id, decision: 'approve' });
    const answer = await client.next(({ type }) => type === 'approved');
    expect(answer).toMatchObject({ approval: { approval_id: id, status: 'approved' } });
    client.send({ type: 'approve', approval_id: id, decision: 'reject' });
    expect(await client.next(({ code }) => code === 'CONFLICT')).toMatchObject({ type: 'error', approval_id: id });
    client.socket.close();
  });
});
