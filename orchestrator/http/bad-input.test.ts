import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ERROR_TABLE, type FieldIssue } from '../../lib/contract/errors.ts';
import type { Operation } from '../../lib/contract/operations/operation.ts';
import { OPERATIONS, type OperationId } from '../../lib/contract/operations.ts';
import { type BadCall, json } from './fixtures/bad-calls/bad-call.ts';
import { BAD_CALLS } from './fixtures/bad-calls/bad-calls.ts';
import { startTestServer, type TestServer } from './fixtures/test-server.ts';

let server: TestServer;
/** What is stored and what goes on, as the case before left it. */
let rows: string;
beforeAll(async () => {
  server = await startTestServer();
  rows = await countRows();
});
afterAll(() => server.close());

/** A path of that operation with ids that are well-formed and unknown. */
function samplePath({ path }: Operation): string {
  return path
    .replace('{run_id}', 'run_unknown')
    .replace('{approval_id}', 'appr_unknown')
    .replace('{agent_id}', 'code')
    .replace('{id}', path.includes('/keys/') ? 'key_unknown' : path.includes('/tasks/') ? 'task_unknown' : 'conv_unknown');
}

async function send(operation: Operation, { target = '', headers = {}, body }: BadCall): Promise<Response> {
  const path = target.startsWith('/') ? target : samplePath(operation) + target;
  return server.call(path, {
    method: operation.method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body }),
  });
}

async function countRows(): Promise<string> {
  const conversations = await server.call('/api/conversations?limit=100');
  const tasks = await server.call('/api/tasks');
  const files = await server.call('/api/files');
  return JSON.stringify([await conversations.json(), await tasks.json(), await files.json(), server.runs.activeRuns()]);
}

const table = (Object.entries(BAD_CALLS) as [OperationId, BadCall[]][]).flatMap(([id, calls]) =>
  calls.map((call) => [id, call.name, call] as const),
);

describe('bad input', () => {
  it.each(table)('%s: %s', async (id, _name, call) => {
    const before = rows;
    const response = await send(OPERATIONS[id], call);
    const body = (await response.json()) as { error: string; code: string; details?: { issues?: FieldIssue[] } };
    expect([response.status, body.code]).toEqual([call.status, call.code]);
    expect(Object.keys(body).sort()).toEqual(body.details ? ['code', 'details', 'error'] : ['code', 'error']);
    expect(response.headers.get('x-request-id')).toMatch(/^[\w-]{36}$/);
    if (call.field !== undefined) {
      const issue = body.details?.issues?.find(({ path }) => path === call.field);
      expect(issue, JSON.stringify(body.details)).toBeDefined();
      expect(issue?.reason).not.toBe('');
    }
    rows = await countRows();
    expect(rows).toBe(before);
  });

  it('has cases for every operation that takes a body, a query or a path parameter', () => {
    for (const [id, operation] of Object.entries(OPERATIONS) as [OperationId, Operation][]) {
      const takesInput = operation.body ?? operation.upload ?? operation.query ?? operation.params;
      expect(BAD_CALLS[id].length > 0, id).toBe(takesInput !== undefined);
    }
  });
});

const withBody = (Object.entries(OPERATIONS) as [OperationId, Operation][]).filter(([, { body }]) => body !== undefined);

describe.each(withBody)('the body of %s', (_id, operation) => {
  const post = (body: string | undefined, type: string | undefined = 'application/json') =>
    server.call(samplePath(operation), {
      method: operation.method,
      headers: { 'content-type': type },
      ...(body === undefined ? {} : { body }),
    });

  it.each([
    ['broken JSON', '{"message":', 400, 'INVALID_JSON'],
    ['text', 'hello', 400, 'INVALID_JSON'],
    ['a polluting key', '{"__proto__":{"x":1}}', 400, 'INVALID_JSON'],
    ['a list', '[]', 422, 'VALIDATION_FAILED'],
    ['null', 'null', 422, 'VALIDATION_FAILED'],
    ['more than 2 MB', json({ message: 'x'.repeat(3 * 2 ** 20) }), 413, 'TOO_LARGE'],
  ])('refuses %s', async (_name, body, status, code) => {
    const response = await post(body);
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([status, code]);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml'])(
    'refuses %s',
    async (type) => {
      const response = await post('{}', type);
      expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([415, 'UNSUPPORTED_TYPE']);
    },
  );

  it('is required', async () => {
    const response = await server.call(samplePath(operation), { method: operation.method });
    expect(response.status).toBe(422);
  });
});

const keyed = (Object.entries(OPERATIONS) as [OperationId, Operation][]).filter(
  ([, { access }]) => access === 'chat' || access === 'admin',
);

describe.each(keyed)('%s', (_id, operation) => {
  it.each([
    ['no key', null, {}],
    ['a wrong key', 'ck_wrong', {}],
    ['another scheme', null, { authorization: 'Basic YWRtaW46YWRtaW4=' }],
    ['two keys that differ', 'ck_one', { authorization: 'Bearer ck_two' }],
  ])('refuses %s', async (_name, key, headers) => {
    const response = await server.call(samplePath(operation), { method: operation.method, key, headers });
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ error: ERROR_TABLE.UNAUTHENTICATED.publicMessage, code: 'UNAUTHENTICATED' });
  });
});
