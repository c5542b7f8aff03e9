import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { EventBus } from '../core/bus.ts';
import type { Logger } from '../core/logger.ts';
import { createTopics } from './create-topics.ts';

const CHANNEL = 'cartrita';
const CONNECT_TIMEOUT_MS = 3_000;
const RECONNECT_MS = 1_000;
const PING_MS = 5_000;
const QUERY_TIMEOUT_MS = 3_000;
/** PostgreSQL's limit is 8,000 bytes. */
const MAX_MESSAGE_BYTES = 7_900;
const MAX_WAITING = 10_000;

/**
 * PostgreSQL LISTEN/NOTIFY on a connection of its own, for several replicas without Redis. Messages wait while one
 * statement is under way and then go together; equal ones count once, since they are wake-ups.
 */
export async function createNotifyBus(databaseUrl: string, log: Logger): Promise<EventBus> {
  const topics = createTopics(log);
  const self = randomUUID();
  const waiting = new Set<string>();
  let client: pg.Client | null = null;
  let sending = false;
  let closed = false;
  let reported = false;
  let retry: NodeJS.Timeout | undefined;

  async function connect(): Promise<void> {
    const next = new pg.Client({
      connectionString: databaseUrl,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: QUERY_TIMEOUT_MS,
      keepAlive: true,
    });
    next.on('error', () => lost(next));
    next.on('end', () => lost(next));
    next.on('notification', ({ payload }) => receive(payload ?? ''));
    try {
      await next.connect();
      await next.query(`LISTEN ${CHANNEL}`);
    } catch (error) {
      report(error);
      drop(next);
      reconnectLater();
      return;
    }
    if (closed) return drop(next);
    client = next;
    if (reported) log.info({ part: 'bus' }, 'LISTEN/NOTIFY is back');
    reported = false;
  }

  function report(error: unknown): void {
    if (!reported) log.warn({ err: error, part: 'bus' }, 'LISTEN/NOTIFY is not available; going on without it');
    reported = true;
  }

  function drop(dropped: pg.Client): void {
    dropped.end().catch(() => {});
  }

  function lost(which: pg.Client): void {
    if (client !== which) return;
    client = null;
    waiting.clear();
    drop(which);
    if (!closed) report(new Error('connection lost'));
    reconnectLater();
  }

  function reconnectLater(): void {
    if (!closed) retry = setTimeout(() => void connect(), RECONNECT_MS).unref();
  }

  function receive(message: string): void {
    const [sender, topic = '', ...payload] = message.split(' ');
    if (sender !== self) topics.deliver(topic, payload.join(' '));
  }

  async function send(): Promise<void> {
    const current = client;
    if (sending || !current || waiting.size === 0) return;
    sending = true;
    const messages = [...waiting];
    waiting.clear();
    try {
      await current.query('SELECT pg_notify($1, message) FROM unnest($2::text[]) AS message', [CHANNEL, messages]);
    } catch {
      lost(current);
    } finally {
      sending = false;
    }
    await send();
  }

  const ping = setInterval(() => {
    const current = client;
    current?.query('SELECT 1').catch(() => lost(current));
  }, PING_MS);
  ping.unref();
  await connect();

  return {
    publish(topic, payload) {
      if (closed) return;
      topics.deliver(topic, payload);
      const message = `${self} ${topic} ${payload}`;
      if (!client || waiting.size >= MAX_WAITING || Buffer.byteLength(message) > MAX_MESSAGE_BYTES) return;
      waiting.add(message);
      void send();
    },
    subscribe: async (topic, handler) => topics.add(topic, handler),
    state: () => (client ? 'healthy' : 'unhealthy'),
    async close() {
      closed = true;
      clearInterval(ping);
      clearTimeout(retry);
      topics.clear();
      const last = client;
      client = null;
      await last?.end().catch(() => {});
    },
  };
}
