import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ERROR_TABLE, type FieldIssue } from '../../lib/contract/errors.ts';
import type { Operation } from '../../lib/contract/operations/operation.ts';
import { OPERATIONS, type OperationId } from '../../lib/contract/operations.ts';
import { startTestServer, type TestServer } from './fixtures/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

type BadCall = {
  name: string;
  /** Appended to the path, or replacing it when it starts with `/`. */
  target?: string;
  headers?: Record<string, string>;
  body?: string;
  status: 400 | 404 | 413 | 415 | 422;
  code: string;
  /** Path of the field that the answer must name. */
  field?: string;
};

const json = (value: unknown) => JSON.stringify(value);
const LONG = 'x'.repeat(1024 * 1024);
/** Deep enough to overflow the stack of whatever calls itself for each level. */
const DEEP = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
const invalid = (name: string, field: string, call: Partial<BadCall>): BadCall => ({
  name,
  status: 422,
  code: 'VALIDATION_FAILED',
  field,
  ...call,
});

const UNKNOWN_RUN = '/api/runs/run_unknown';
const UNKNOWN_APPROVAL = '/api/approvals/appr_unknown';
const UNKNOWN_CONVERSATION = '/api/conversations/conv_unknown';

const MESSAGE: BadCall[] = [
  invalid('no message', 'message', { body: json({}) }),
  invalid('message of another type', 'message', { body: json({ message: 3 }) }),
  invalid('blank message', 'message', { body: json({ message: ' \n ' }) }),
  invalid('message with U+0000', 'message', { body: json({ message: 'a\u0000b' }) }),
  invalid('message of 1 MB', 'message', { body: json({ message: LONG }) }),
  invalid('unknown agent', 'agent_override', { body: json({ message: 'a', agent_override: 'nobody' }) }),
  invalid('malformed conversation', 'conversation_id', { body: json({ message: 'a', conversation_id: "'; DROP TABLE" }) }),
  invalid('context that is no object', 'context', { body: json({ message: 'a', context: '{}' }) }),
  invalid('context that is too deep', 'context', { body: `{"message":"a","context":${DEEP}}` }),
  invalid('unknown field', 'mesage', { body: json({ message: 'a', mesage: 'b' }) }),
  invalid('unknown file', 'file_ids', { body: json({ message: 'a', file_ids: ['file_unknown'] }) }),
  invalid('unknown parent', 'parent_message_id', { body: json({ message: 'a', parent_message_id: 'msg_unknown' }) }),
  invalid('malformed file', 'file_ids.0', { body: json({ message: 'a', file_ids: ['../etc/passwd'] }) }),
  invalid('bad model name', 'model', { body: json({ message: 'a', model: 'x y' }) }),
  invalid('bad idempotency key', 'Idempotency-Key', { body: json({ message: 'a' }), headers: { 'idempotency-key': 'a b' } }),
  { name: 'unknown conversation', status: 404, code: 'NOT_FOUND', body: json({ message: 'a', conversation_id: 'conv_unknown' }) },
];

const STREAM: BadCall[] = [
  invalid('no message', 'message', { target: '' }),
  invalid('blank message', 'message', { target: '?message=%20' }),
  invalid('message twice', 'message', { target: '?message=a&message=b' }),
  invalid('unknown agent', 'agent_override', { target: '?message=a&agent_override=nobody' }),
  invalid('broken context', 'context', { target: '?message=a&context=%7B' }),
  invalid('context that is no object', 'context', { target: '?message=a&context=%5B%5D' }),
  invalid('unknown parameter', 'mode', { target: '?message=a&mode=fast' }),
  invalid('broken escapes', 'message', { target: '?message=%ff' }),
  invalid('malformed file', 'file_ids.1', { target: '?message=a&file_ids=file_a,b' }),
  invalid('bad request_id', 'request_id', { target: '?message=a&request_id=a%20b' }),
  invalid('malformed Last-Event-ID', 'Last-Event-ID', { target: '?message=a', headers: { 'last-event-id': 'nonsense' } }),
  {
    name: 'unknown Last-Event-ID',
    status: 404,
    code: 'NOT_FOUND',
    target: '?message=a',
    headers: { 'last-event-id': 'run_unknown.1.1' },
  },
  { name: 'unknown conversation', status: 404, code: 'NOT_FOUND', target: '?message=a&conversation_id=conv_unknown' },
  invalid('message over the limit', 'message', { target: `?message=${'x'.repeat(32_001)}` }),
];

const VOICE: BadCall[] = [
  invalid('no conversation', 'conversationId', { body: json({ transcribedText: 'a' }) }),
  invalid('no text', 'transcribedText', { body: json({ conversationId: 'new' }) }),
  invalid('broken history', 'conversationHistory.0.role', {
    body: json({ conversationId: 'new', transcribedText: 'a', conversationHistory: [{ role: 'robot', content: 'x' }] }),
  }),
  invalid('voiceMode of another type', 'voiceMode', {
    body: json({ conversationId: 'new', transcribedText: 'a', voiceMode: 'yes' }),
  }),
  {
    name: 'unknown conversation',
    status: 404,
    code: 'NOT_FOUND',
    body: json({ conversationId: 'conv_unknown', transcribedText: 'a' }),
  },
];

const VOICE_STREAM: BadCall[] = [
  invalid('no text', 'transcribedText', { target: '?conversationId=new' }),
  invalid('broken history', 'conversationHistory', { target: '?conversationId=new&transcribedText=a&conversationHistory=%5B' }),
  invalid('voiceMode of another type', 'voiceMode', { target: '?conversationId=new&transcribedText=a&voiceMode=1' }),
];

const runCalls = (suffix: string): BadCall[] => [
  invalid('malformed id', 'run_id', { target: `/api/runs/nonsense${suffix}` }),
  { name: 'unknown id', status: 404, code: 'NOT_FOUND', target: UNKNOWN_RUN + suffix },
  { name: 'encoded id', status: 404, code: 'NOT_FOUND', target: `/api/runs/%72un_unknown${suffix}` },
];

const conversationCalls = (suffix: string, more: Partial<BadCall> = {}): BadCall[] => [
  invalid('malformed id', 'id', { target: `/api/conversations/nonsense${suffix}`, ...more }),
  { name: 'unknown id', status: 404, code: 'NOT_FOUND', target: UNKNOWN_CONVERSATION + suffix, ...more },
];

const UNKNOWN_FILE = '/api/files/file_unknown';
const fileCalls = (suffix: string): BadCall[] => [
  invalid('malformed id', 'id', { target: `/api/files/nonsense${suffix}` }),
  { name: 'unknown id', status: 404, code: 'NOT_FOUND', target: UNKNOWN_FILE + suffix },
];

const MULTIPART = { 'content-type': 'multipart/form-data; boundary=xYx' };
const part = (disposition: string, content = 'text') =>
  `--xYx\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`;
const uploadCalls = (field: string): BadCall[] => [
  { name: 'JSON', status: 415, code: 'UNSUPPORTED_TYPE', body: json({ file: 'a' }) },
  { name: 'no boundary', status: 400, code: 'BAD_REQUEST', headers: { 'content-type': 'multipart/form-data' }, body: 'x' },
  { name: 'a body that is no multipart', status: 400, code: 'BAD_REQUEST', headers: MULTIPART, body: 'hello' },
  { name: 'half a body', status: 400, code: 'BAD_REQUEST', headers: MULTIPART, body: part(`name="${field}"; filename="a.txt"`) },
  { name: 'half a head', status: 400, code: 'BAD_REQUEST', headers: MULTIPART, body: '--xYx\r\nContent-Dispo' },
  invalid('no part', field, { headers: MULTIPART, body: '--xYx--\r\n' }),
  invalid('nothing chosen', field, { headers: MULTIPART, body: `${part(`name="${field}"; filename=""`, '')}--xYx--\r\n` }),
  invalid('another field', 'upload', { headers: MULTIPART, body: `${part('name="upload"; filename="a.txt"')}--xYx--\r\n` }),
  invalid('a field without name', 'file', { headers: MULTIPART, body: `${part('filename="a.txt"')}--xYx--\r\n` }),
  invalid('a value instead of a file', field, { headers: MULTIPART, body: `${part(`name="${field}"`)}--xYx--\r\n` }),
  invalid('a value besides the file', 'note', {
    headers: MULTIPART,
    body: `${part(`name="${field}"; filename="a.txt"`)}${part('name="note"')}--xYx--\r\n`,
  }),
];

const taskCalls = (more: Partial<BadCall> = {}): BadCall[] => [
  invalid('malformed id', 'id', { target: '/api/tasks/nonsense', ...more }),
  { name: 'unknown id', status: 404, code: 'NOT_FOUND', target: '/api/tasks/task_unknown', ...more },
];

const badTask = (name: string, field: string, fields: object) =>
  invalid(name, field, { body: json({ title: 'a', due_at: 1_000, ...fields }) });

const FORM = { 'content-type': 'multipart/form-data; boundary=xYx' };
const formPart = (disposition: string, content = 'text') =>
  `--xYx\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`;

/** What takes nothing that could be wrong. */
const NOTHING: BadCall[] = [];

const CASES: Record<OperationId, BadCall[]> = {
  uploadFile: uploadCalls('file'),
  uploadFiles: uploadCalls('files'),
  listFiles: [
    invalid('limit out of range', 'limit', { target: '?limit=1000' }),
    invalid('unknown state', 'state', { target: '?state=done' }),
    invalid('unknown origin', 'origin', { target: '?origin=mail' }),
    invalid('blank words', 'q', { target: '?q=%20' }),
    invalid('malformed before', 'before', { target: '?before=yesterday' }),
    invalid('unknown parameter', 'page', { target: '?page=2' }),
  ],
  getFile: fileCalls(''),
  deleteFile: fileCalls(''),
  fileText: [
    ...fileCalls('/text'),
    invalid('negative offset', 'offset', { target: `${UNKNOWN_FILE}/text?offset=-1` }),
    invalid('limit out of range', 'limit', { target: `${UNKNOWN_FILE}/text?limit=1000000` }),
  ],
  fileStream: fileCalls('/stream'),
  retryFile: fileCalls('/retry'),
  cancelFile: fileCalls('/cancel'),
  searchFiles: [
    invalid('no query', 'query', { body: json({}) }),
    invalid('blank query', 'query', { body: json({ query: ' ' }) }),
    invalid('query over the limit', 'query', { body: json({ query: 'x'.repeat(2_001) }) }),
    invalid('limit out of range', 'limit', { body: json({ query: 'a', limit: 51 }) }),
    invalid('malformed file', 'file_ids.1', { body: json({ query: 'a', file_ids: ['file_a', 'b'] }) }),
    invalid('too many files', 'file_ids', { body: json({ query: 'a', file_ids: Array(1_001).fill('file_a') }) }),
    invalid('unknown field', 'fields', { body: json({ query: 'a', fields: [] }) }),
    { name: 'unknown file', status: 404, code: 'NOT_FOUND', body: json({ query: 'a', file_ids: ['file_unknown'] }) },
  ],
  voiceConfig: NOTHING,
  transcribe: [
    { name: 'JSON', status: 415, code: 'UNSUPPORTED_TYPE', body: json({ audio: 'a' }) },
    { name: 'no boundary', status: 400, code: 'BAD_REQUEST', headers: { 'content-type': 'multipart/form-data' }, body: 'x' },
    { name: 'half a body', status: 400, code: 'BAD_REQUEST', headers: FORM, body: formPart('name="audio"; filename="a.wav"') },
    invalid('no recording', 'audio', { headers: FORM, body: '--xYx--\r\n' }),
    invalid('another field', 'file', { headers: FORM, body: `${formPart('name="file"; filename="a.wav"')}--xYx--\r\n` }),
    invalid('an empty recording', 'audio', {
      headers: FORM,
      body: `${formPart('name="audio"; filename="a.wav"', '')}--xYx--\r\n`,
    }),
    {
      name: 'text for a recording',
      status: 415,
      code: 'UNSUPPORTED_TYPE',
      headers: FORM,
      body: `${formPart('name="audio"; filename="a.wav"')}--xYx--\r\n`,
    },
    invalid('a language that is none', 'language', { target: '?language=english%20please' }),
    invalid('unknown parameter', 'model', { target: '?model=nova-2' }),
  ],
  speak: [
    invalid('no text', 'text', { body: json({}) }),
    invalid('blank text', 'text', { body: json({ text: ' \n ' }) }),
    invalid('a text of more than 100,000 characters', 'text', { body: json({ text: 'a'.repeat(100_001) }) }),
    invalid('unknown format', 'format', { body: json({ text: 'a', format: 'aiff' }) }),
    invalid('malformed voice', 'voice', { body: json({ text: 'a', voice: '../x y' }) }),
    invalid('too fast', 'speed', { body: json({ text: 'a', speed: 9 }) }),
    invalid('unknown field', 'pitch', { body: json({ text: 'a', pitch: 1 }) }),
  ],
  voiceToken: [
    invalid('a rate that is no number', 'sample_rate', { body: json({ sample_rate: 'high' }) }),
    invalid('a rate out of range', 'sample_rate', { body: json({ sample_rate: 1 }) }),
    invalid('a language that is none', 'language', { body: json({ language: '!' }) }),
  ],
  reportVoiceTurn: [
    invalid('nobody who heard', 'heard_by', { body: json({ stages: {} }) }),
    invalid('a text as a provider', 'heard_by', { body: json({ heard_by: 'please buy bread', stages: {} }) }),
    invalid('an unknown stage', 'stages.lunch', { body: json({ heard_by: 'browser', stages: { lunch: 1 } }) }),
    invalid('a stage that ends before it begins', 'stages.words', { body: json({ heard_by: 'browser', stages: { words: -1 } }) }),
    invalid('a stage of days', 'stages.words', { body: json({ heard_by: 'browser', stages: { words: 1e9 } }) }),
    invalid('a stage of another type', 'stages.words', { body: json({ heard_by: 'browser', stages: { words: '1' } }) }),
    invalid('words', 'text', { body: json({ heard_by: 'browser', stages: {}, text: 'buy bread' }) }),
  ],
  setHeard: [
    invalid('malformed id', 'run_id', { target: '/api/runs/nonsense/heard', body: json({ heard_chars: 1 }) }),
    invalid('nothing said', 'heard_chars', { target: `${UNKNOWN_RUN}/heard`, body: json({}) }),
    invalid('less than nothing', 'heard_chars', { target: `${UNKNOWN_RUN}/heard`, body: json({ heard_chars: -1 }) }),
    invalid('half a character', 'heard_chars', { target: `${UNKNOWN_RUN}/heard`, body: json({ heard_chars: 1.5 }) }),
    { name: 'unknown id', status: 404, code: 'NOT_FOUND', target: `${UNKNOWN_RUN}/heard`, body: json({ heard_chars: 1 }) },
  ],
  fileContent: [
    ...fileCalls('/content'),
    invalid('unknown disposition', 'disposition', { target: `${UNKNOWN_FILE}/content?disposition=open` }),
  ],
  chat: MESSAGE,
  createRun: MESSAGE,
  chatStream: STREAM,
  voiceChat: VOICE,
  voiceChatStream: VOICE_STREAM,
  getRun: runCalls(''),
  cancelRun: runCalls('/cancel'),
  runStream: [
    ...runCalls('/stream'),
    invalid('malformed after', 'after', { target: `${UNKNOWN_RUN}/stream?after=nonsense` }),
    invalid('event of another run', 'Last-Event-ID', {
      target: `${UNKNOWN_RUN}/stream`,
      headers: { 'last-event-id': 'run_other.1.1' },
    }),
  ],
  listApprovals: [
    invalid('unknown status', 'status', { target: '?status=open' }),
    invalid('unknown parameter', 'page', { target: '?page=2' }),
  ],
  decideApproval: [
    invalid('malformed id', 'approval_id', { target: '/api/approvals/nonsense', body: json({ decision: 'approve' }) }),
    invalid('no decision', 'decision', { target: UNKNOWN_APPROVAL, body: json({}) }),
    invalid('unknown decision', 'decision', { target: UNKNOWN_APPROVAL, body: json({ decision: 'maybe' }) }),
    invalid('arguments that are no object', 'arguments', {
      target: UNKNOWN_APPROVAL,
      body: json({ decision: 'approve', arguments: [] }),
    }),
    invalid('edits of what is rejected', 'arguments', {
      target: UNKNOWN_APPROVAL,
      body: json({ decision: 'reject', arguments: {} }),
    }),
    invalid('a long reason', 'reason', {
      target: UNKNOWN_APPROVAL,
      body: json({ decision: 'reject', reason: 'x'.repeat(1_001) }),
    }),
    { name: 'unknown id', status: 404, code: 'NOT_FOUND', target: UNKNOWN_APPROVAL, body: json({ decision: 'approve' }) },
  ],
  listConversations: [
    invalid('limit of another type', 'limit', { target: '?limit=many' }),
    invalid('limit out of range', 'limit', { target: '?limit=1000' }),
    invalid('unknown parameter', 'page', { target: '?page=2' }),
  ],
  createConversation: [
    invalid('blank title', 'title', { body: json({ title: ' ' }) }),
    invalid('long title', 'title', { body: json({ title: 'x'.repeat(201) }) }),
  ],
  searchConversations: [invalid('no words', 'q', { target: '' }), invalid('blank words', 'q', { target: '?q=%20' })],
  getConversation: conversationCalls(''),
  patchConversation: [
    ...conversationCalls('', { body: json({ pinned: true }) }).map((call) => ({ ...call })),
    invalid('no change', 'body', { target: UNKNOWN_CONVERSATION, body: json({}) }),
    invalid('pinned of another type', 'pinned', { target: UNKNOWN_CONVERSATION, body: json({ pinned: 'yes' }) }),
  ],
  deleteConversation: conversationCalls(''),
  listMessages: [
    ...conversationCalls('/messages'),
    invalid('malformed before', 'before', { target: `${UNKNOWN_CONVERSATION}/messages?before=1` }),
  ],
  exportConversation: [
    ...conversationCalls('/export'),
    invalid('unknown format', 'format', { target: `${UNKNOWN_CONVERSATION}/export?format=pdf` }),
  ],
  listAgents: NOTHING,
  getAgent: [
    { name: 'unknown agent', status: 404, code: 'NOT_FOUND', target: '/api/agents/nobody' },
    { name: 'malformed agent', status: 404, code: 'NOT_FOUND', target: '/api/agents/..%2f..%2fetc' },
  ],
  listTasks: [
    invalid('unknown status', 'status', { target: '?status=late' }),
    invalid('due_before of another type', 'due_before', { target: '?due_before=Friday' }),
    invalid('blank words', 'q', { target: '?q=%20' }),
    invalid('unknown parameter', 'page', { target: '?page=2' }),
  ],
  createTask: [
    invalid('no title', 'title', { body: json({}) }),
    badTask('blank title', 'title', { title: ' ' }),
    badTask('long title', 'title', { title: 'x'.repeat(301) }),
    badTask('unknown field', 'due', { due: 'Friday' }),
    badTask('unknown priority', 'priority', { priority: 'asap' }),
    badTask('due date of another type', 'due_at', { due_at: 'Friday' }),
    badTask('due date after the year 9999', 'due_at', { due_at: 9e15 }),
    badTask('all of a day that does not begin at midnight', 'due_at', { all_day: true }),
    badTask('all of no day', 'all_day', { due_at: null, all_day: true }),
    badTask('unknown zone', 'time_zone', { time_zone: 'Mars/Olympus' }),
    badTask('no rule', 'recurrence', { recurrence: 'now and then' }),
    badTask('rule by the second', 'recurrence', { recurrence: 'FREQ=SECONDLY' }),
    badTask('rule that never comes', 'recurrence', { recurrence: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' }),
    badTask('rule without a due date', 'recurrence', { due_at: null, recurrence: 'FREQ=DAILY' }),
    badTask('no time at all', 'estimate_minutes', { estimate_minutes: 0 }),
    badTask('malformed dependency', 'depends_on.0', { depends_on: ['1'] }),
    badTask('unknown dependency', 'depends_on.0', { depends_on: ['task_unknown'] }),
    badTask('unknown parent', 'parent_task_id', { parent_task_id: 'task_unknown' }),
    badTask('unknown conversation', 'conversation_id', { conversation_id: 'conv_unknown' }),
  ],
  taskCalendar: [invalid('unknown kind', 'kind', { target: '?kind=journal' })],
  getTask: taskCalls(),
  patchTask: [
    ...taskCalls({ body: json({ title: 'b' }) }),
    invalid('no change', 'body', { target: '/api/tasks/task_unknown', body: json({}) }),
    invalid('unknown status', 'status', { target: '/api/tasks/task_unknown', body: json({ status: 'late' }) }),
    invalid('conversation of a task', 'conversation_id', {
      target: '/api/tasks/task_unknown',
      body: json({ conversation_id: null }),
    }),
  ],
  deleteTask: taskCalls(),
  listKeys: NOTHING,
  createKey: [
    invalid('no name', 'name', { body: json({}) }),
    invalid('unknown scope', 'scopes.0', { body: json({ name: 'a', scopes: ['root'] }) }),
    invalid('no scope', 'scopes', { body: json({ name: 'a', scopes: [] }) }),
    invalid('expiry in the past', 'expires_at', { body: json({ name: 'a', expires_at: 1 }) }),
    { name: 'unknown predecessor', status: 404, code: 'NOT_FOUND', body: json({ name: 'a', same_data_as: 'key_unknown' }) },
  ],
  revokeKey: [
    invalid('malformed id', 'id', { target: '/api/keys/nonsense' }),
    { name: 'unknown id', status: 404, code: 'NOT_FOUND', target: '/api/keys/key_unknown' },
  ],
  health: NOTHING,
  apiHealth: NOTHING,
  healthLive: NOTHING,
  healthReady: NOTHING,
  metrics: NOTHING,
  apiMetrics: NOTHING,
  metricsSummary: NOTHING,
  eventsSchema: NOTHING,
  openapi: NOTHING,
  docs: NOTHING,
};

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

const table = (Object.entries(CASES) as [OperationId, BadCall[]][]).flatMap(([id, calls]) =>
  calls.map((call) => [id, call.name, call] as const),
);

describe('bad input', () => {
  it.each(table)('%s: %s', async (id, _name, call) => {
    const before = await countRows();
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
    expect(await countRows()).toBe(before);
  });

  it('has cases for every operation that takes a body, a query or a path parameter', () => {
    for (const [id, operation] of Object.entries(OPERATIONS) as [OperationId, Operation][]) {
      const takesInput = operation.body ?? operation.upload ?? operation.query ?? operation.params;
      expect(CASES[id].length > 0, id).toBe(takesInput !== undefined);
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
    ['more than 2 MB', json({ message: LONG + LONG + LONG }), 413, 'TOO_LARGE'],
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
