import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ChatRequest, ChatResponse } from '../lib/contract/chat.ts';
import type { StoredMessage } from '../lib/contract/conversations.ts';
import type { FileRecord, FileText, SearchAnswer, UploadAnswer } from '../lib/contract/files.ts';
import { DEVELOPMENT_KEY } from './config/service.ts';

const FILLER = Array.from({ length: 900 }, (_, at) => `Paragraph ${at} tells of rivers, hills and the weather in the valley.`);
const HANDBOOK = [
  '# Handbook',
  '## Vacation',
  'Full-time employees receive 28 days of paid vacation per calendar year.',
  ...FILLER,
  '## Travel',
  'Travel expenses are reimbursed within 30 days after the receipts have been submitted. First-class tickets are not reimbursed.',
].join('\n\n');

let child: ChildProcess;
let origin: string;
let dataDir: string;
let fileId: string;

/** A cold start, and a file that is read in a process of its own, on a busy machine. */
const START_TIMEOUT_MS = 240_000;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'cartrita-proof-'));
  const { PATH = '' } = process.env;
  const env = { NODE_ENV: 'test' as const, PATH, DATA_DIR: dataDir, ORCHESTRATOR_PORT: '0', LOCAL_MODEL_DISCOVERY: 'off' };
  child = fork(join(import.meta.dirname, 'main.ts'), { env, silent: true, execArgv: [] });
  const [message] = (await once(child, 'message')) as [{ port: number }];
  origin = `http://127.0.0.1:${message.port}`;
  fileId = await upload('handbook.md', HANDBOOK);
}, START_TIMEOUT_MS);
afterAll(async () => {
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
  await rm(dataDir, { recursive: true, force: true });
});

async function call<T>(path: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(origin + path, { ...init, headers: { ...init.headers, 'x-api-key': DEVELOPMENT_KEY } });
  expect(response.ok, `${path}: ${response.status}`).toBe(true);
  return (await response.json()) as T;
}

const post = <T>(path: string, body: object) =>
  call<T>(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

async function upload(name: string, text: string): Promise<string> {
  const form = new FormData();
  form.append('file', new File([text], name, { type: 'text/markdown' }));
  const { file_id: id } = await call<UploadAnswer>('/api/upload', { method: 'POST', body: form });
  const isRead = async () => expect((await call<FileRecord>(`/api/files/${id}`)).stage).toBe('ready');
  await vi.waitFor(isRead, { timeout: START_TIMEOUT_MS, interval: 200 });
  return id;
}

type Asked = { answer: ChatResponse; stored: StoredMessage | undefined };

async function ask(message: string, fileIds?: readonly string[], place: Partial<ChatRequest> = {}): Promise<Asked> {
  const answer = await post<ChatResponse>('/api/chat', { message, ...place, ...(fileIds ? { file_ids: fileIds } : {}) });
  const path = `/api/conversations/${answer.conversation_id}/messages`;
  const { messages } = await call<{ messages: StoredMessage[] }>(path);
  return { answer, stored: messages.findLast(({ role }) => role === 'assistant') };
}

describe('an uploaded file', () => {
  it('is asked about, and the answer cites it exactly', async () => {
    const { answer, stored } = await ask('How many days of paid vacation do full-time employees receive?', [fileId]);
    expect(answer.agent_used).toBe('knowledge');
    expect(answer.response).toContain('Full-time employees receive 28 days of paid vacation per calendar year. [1]');
    const [citation] = stored?.citations ?? [];
    expect(citation).toMatchObject({ file_id: fileId, title: 'handbook.md', support: 'supported' });
    const { text } = await call<FileText>(`/api/files/${fileId}/text?limit=200000`);
    expect(text.slice(citation?.char_start, citation?.char_end)).toBe(citation?.quote);
    expect(citation?.quote).toContain('28 days');
  });

  it('is found among all files, by agents and over HTTP', async () => {
    const { stored } = await ask('according to my handbook, within how many days are travel expenses reimbursed?');
    expect(stored?.content).toContain('Travel expenses are reimbursed within 30 days');
    const { passages } = await post<SearchAnswer>('/api/search', { query: 'travel expenses' });
    const found = passages.find(({ text }) => text.includes('30 days'));
    const { text } = await call<FileText>(`/api/files/${found?.file_id}/text?limit=200000`);
    expect(text.slice(found?.char_start, found?.char_end)).toBe(found?.text);
  });

  it('is not made to say what it does not', async () => {
    const { stored } = await ask('does my handbook mention a company aeroplane or a helicopter?');
    expect(stored?.content).toContain('found no sentence that answers this');
    expect((await ask('what files do I have?')).stored?.content).toContain('- handbook.md');
  });
});

describe('a conversation with files', () => {
  const HARBOUR = 'The harbour office opens at six in the morning. The mooring fee is 31 euros a night.';
  const MOTEL = 'The motel office opens at nine in the morning. The parking fee is 4 euros a night.';

  it('keeps them for later questions, those of its branch alone', async () => {
    const [harbour, motel] = [await upload('harbour.md', HARBOUR), await upload('motel.md', MOTEL)];
    const { answer: first } = await ask('When does the office open?', [harbour]);
    expect(first.response).toContain('opens at six');
    const place = { conversation_id: first.conversation_id };
    const { stored: second } = await ask('How high is the fee?', undefined, place);
    expect(second?.agent).toBe('knowledge');
    expect(second?.content).toContain('From **harbour.md**:\n\n- The mooring fee is 31 euros a night. [1]');
    expect(second?.content).not.toContain('motel');
    expect(second?.citations).toMatchObject([{ file_id: harbour, support: 'supported' }]);

    await ask('When does the office open?', [motel], { ...place, parent_message_id: null });
    const { stored: other } = await ask('How high is the fee a night?', undefined, place);
    expect(other?.content).toContain('The parking fee is 4 euros');
    expect(other?.content).not.toContain('harbour');
  });

  it('says when one of them was deleted, and does not make up what it said', async () => {
    const cave = await upload('cave.md', 'The cave is 212 metres deep.');
    const { answer } = await ask('How deep is the cave?', [cave]);
    expect(answer.response).toContain('212 metres');
    await fetch(`${origin}/api/files/${cave}`, { method: 'DELETE', headers: { 'x-api-key': DEVELOPMENT_KEY } });
    const { stored } = await ask('And how deep is the cave below the sea?', undefined, {
      conversation_id: answer.conversation_id,
    });
    expect(stored?.content).toContain('A file of this conversation has been deleted');
    expect(stored?.content).not.toContain('212');
  });
});
