import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import type { EventBus } from '../core/bus.ts';
import { silentLogger } from '../core/logger.ts';
import { createBus } from './create-bus.ts';
import { createLimiter } from './create-limiter.ts';
import { startCuttableProxy } from './fixtures/cuttable-proxy.ts';

const redisUrl = process.env.TEST_REDIS_URL ?? 'redis://127.0.0.1:6379';
const databaseUrl = process.env.TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const log = silentLogger;

async function reaches(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  const socket = createConnection({ host: hostname, port: Number(port) });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    console.warn(`LEFT OUT: nothing answers at ${hostname}:${port}, the bus is not tested on it`);
    return false;
  } finally {
    socket.destroy();
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(10);
}

const kinds: { name: string; shared: boolean; open: () => Promise<EventBus> }[] = [
  { name: 'memory', shared: false, open: () => createBus({ log }) },
];
const redis = await reaches(redisUrl);
const postgres = await reaches(databaseUrl);
/** A busy server may take longer than the bus waits for it at first. */
async function openHealthy(options: { redisUrl?: string; databaseUrl: string }): Promise<EventBus> {
  const bus = await createBus({ ...options, log });
  await until(() => bus.state() === 'healthy');
  return bus;
}
if (redis) kinds.push({ name: 'Redis', shared: true, open: () => openHealthy({ redisUrl, databaseUrl }) });
if (postgres) kinds.push({ name: 'LISTEN/NOTIFY', shared: true, open: () => openHealthy({ databaseUrl }) });

/** Others may test with the same server at the same time. */
const own = (topic: string): string => `${topic}.${randomUUID()}`;

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((closable) => closable.close()));
});

function keep<T extends { close(): Promise<void> }>(closable: T): T {
  opened.push(closable);
  return closable;
}

describe.each(kinds)('the bus on $name', ({ open, shared }) => {
  it('delivers each message once, in order, to every subscriber of its topic, in this process and others', async () => {
    const [first, second] = shared ? [keep(await open()), keep(await open())] : [keep(await open())];
    const received: string[][] = [[], [], []];
    const topic = own('run');
    const readers = [first, first, second ?? first];
    for (const [index, bus] of readers.entries()) await bus.subscribe(topic, (payload) => received[index]?.push(payload));
    await first.subscribe(`${topic}0`, () => received[0]?.push('of another topic'));

    for (let number = 1; number <= 100; number++) first.publish(topic, `message ${number}`);
    await until(() => received.every((messages) => messages.length >= 100));

    const expected = Array.from({ length: 100 }, (_, index) => `message ${index + 1}`);
    expect(received).toEqual([expected, expected, expected]);
  });

  it('stops delivering after unsubscribing, and goes on for the others', async () => {
    const topic = own('keys');
    const bus = keep(await open());
    const received: string[] = [];
    const leave = await bus.subscribe(topic, () => received.push('left'));
    await bus.subscribe(topic, () => received.push('stayed'));
    leave();
    leave();
    bus.publish(topic, 'key_1');
    await until(() => received.length > 0);
    expect(received).toEqual(['stayed']);
  });

  it('survives a handler that throws, and says nothing more once closed', async () => {
    const topic = own('cancel');
    const bus = await open();
    const received: string[] = [];
    await bus.subscribe(topic, () => {
      throw new Error('a bug in a handler');
    });
    await bus.subscribe(topic, (payload) => received.push(payload));
    bus.publish(topic, 'run_1');
    await until(() => received.length === 1);
    await bus.close();
    bus.publish(topic, 'run_2');
    await sleep(50);
    expect(received).toEqual(['run_1']);
  });
});

const remotes = [
  ...(redis ? [{ name: 'Redis', url: redisUrl, option: 'redisUrl' as const }] : []),
  ...(postgres ? [{ name: 'LISTEN/NOTIFY', url: databaseUrl, option: 'databaseUrl' as const }] : []),
];

describe.each(remotes)('the bus when $name goes away', ({ url, option }) => {
  it('keeps serving its own process, reports it, and connects again by itself with all its subscriptions', async () => {
    const topic = own('cancel');
    const target = new URL(url);
    const proxy = await startCuttableProxy({ host: target.hostname, port: Number(target.port) });
    target.port = String(proxy.port);
    const bus = keep(await createBus({ [option]: target.href, log }));
    const other = keep(await createBus({ [option]: url, log }));
    await until(() => bus.state() === 'healthy' && other.state() === 'healthy');
    const received: string[] = [];
    await bus.subscribe(topic, (payload) => received.push(payload));

    await proxy.cut();
    await until(() => bus.state() === 'unhealthy');
    bus.publish(topic, 'own');
    await until(() => received.includes('own'));

    await proxy.restore();
    await until(() => bus.state() === 'healthy');
    while (!received.includes('foreign')) {
      other.publish(topic, 'foreign');
      await sleep(20);
    }
    await bus.close();
    await proxy.cut();
  });

  it('starts without it', async () => {
    const topic = own('cancel');
    const target = new URL(url);
    target.port = '1';
    const bus = keep(await createBus({ [option]: target.href, log }));
    expect(bus.state()).toBe('unhealthy');
    const received: string[] = [];
    await bus.subscribe(topic, (payload) => received.push(payload));
    bus.publish(topic, 'run_1');
    await until(() => received.length === 1);
  });
});

if (postgres) {
  it('sends equal messages that wait together once, and none that PostgreSQL would refuse', async () => {
    const listener = new pg.Client({ connectionString: databaseUrl });
    await listener.connect();
    const topic = own('run');
    const seen: string[] = [];
    listener.on('notification', ({ payload }) => {
      if (payload?.includes(topic)) seen.push(payload.split(' ').slice(2).join(' '));
    });
    await listener.query('LISTEN cartrita');
    const bus = keep(await openHealthy({ databaseUrl }));
    for (let time = 0; time < 500; time++) bus.publish(topic, 'again');
    bus.publish(topic, 'x'.repeat(10_000));
    bus.publish(topic, 'last');
    await until(() => seen.includes('last'));
    await listener.end();
    expect(seen.filter((payload) => payload === 'again').length).toBeLessThan(5);
    expect(seen.every((payload) => payload.length < 10_000)).toBe(true);
  });
}

describe('the limiter', () => {
  const window = { points: 3, windowSeconds: 60, log };

  it('allows as many calls as there are points, a key at a time', async () => {
    const limiter = keep(await createLimiter(window));
    expect(limiter.state()).toBe('embedded');
    const answers = await Promise.all([1, 2, 3, 4].map(() => limiter.consume('key_1')));
    expect(answers.filter((answer) => answer.allowed)).toHaveLength(3);
    const refused = answers.find((answer) => !answer.allowed);
    expect(refused).toMatchObject({ allowed: false });
    expect(refused && 'retryAfterMs' in refused && refused.retryAfterMs).toBeGreaterThan(0);
    expect(await limiter.consume('key_2', 3)).toEqual({ allowed: true });
    expect(await limiter.consume('key_3', 4)).toMatchObject({ allowed: false });
  });

  it.runIf(redis)('counts for all processes together on Redis', async () => {
    const [first, second] = [
      keep(await createLimiter({ ...window, redisUrl })),
      keep(await createLimiter({ ...window, redisUrl })),
    ];
    await until(() => first.state() === 'healthy' && second.state() === 'healthy');
    const key = own('key');
    const answers = [];
    for (const limiter of [first, second, first, second]) answers.push((await limiter.consume(key)).allowed);
    expect(answers).toEqual([true, true, true, false]);
  });

  it.runIf(redis)('still limits, in this process, while Redis is away', async () => {
    const { hostname, port } = new URL(redisUrl);
    const proxy = await startCuttableProxy({ host: hostname, port: Number(port) });
    const limiter = keep(await createLimiter({ ...window, redisUrl: `redis://127.0.0.1:${proxy.port}` }));
    await until(() => limiter.state() === 'healthy');
    await proxy.cut();
    const key = own('key');
    const answers = [];
    for (let call = 0; call < 4; call++) answers.push((await limiter.consume(key)).allowed);
    expect(answers).toEqual([true, true, true, false]);
    await until(() => limiter.state() === 'unhealthy');
  });
});
