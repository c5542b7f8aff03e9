import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type Product, startProduct } from '../harness/start-product.ts';

type Message = { type: string; [field: string]: unknown };

function open(
  url: string,
  headers: Record<string, string>,
): Promise<{ socket: WebSocket; messages: Message[]; closed: Promise<number> }> {
  const socket = new WebSocket(url.replace('http:', 'ws:'), { headers });
  const messages: Message[] = [];
  socket.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString()) as Message));
  const closed = new Promise<number>((done) => socket.on('close', done));
  return new Promise((done, fail) => {
    socket.on('open', () => done({ socket, messages, closed }));
    socket.on('error', fail);
  });
}

const until = (socket: WebSocket, messages: Message[], type: string): Promise<Message> =>
  new Promise((done) => {
    const look = (): void => {
      const found = messages.find((message) => message.type === type);
      if (found) done(found);
    };
    socket.on('message', look);
    look();
  });

describe('WebSocket through the front', () => {
  let product: Product;

  beforeAll(async () => {
    product = await startProduct({ name: 'socket' });
  });
  afterAll(() => product?.stop());

  it('streams a run and says done', async () => {
    const { socket, messages } = await open(`${product.url}/ws/chat`, { 'x-api-key': 'dev-api-key-2025' });
    socket.send(JSON.stringify({ type: 'chat', request_id: 'first', message: 'What is 6 * 7?' }));
    await until(socket, messages, 'done');
    const finished = messages.filter((message) => message.type === 'run.finished');
    expect(finished).toHaveLength(1);
    expect(finished[0]).toMatchObject({ status: 'completed', response: expect.stringContaining('42') });
    expect(messages.find((message) => message.type === 'run.started')).toMatchObject({ request_id: 'first' });
    expect(messages.at(-1)).toMatchObject({ type: 'done' });
    socket.close();
  });

  it('refuses a page of another origin', async () => {
    await expect(open(`${product.url}/ws/chat`, { origin: 'http://evil.example' })).rejects.toThrow(/403|401/);
  });
});
