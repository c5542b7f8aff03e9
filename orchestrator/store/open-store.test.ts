import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { startCuttableProxy } from '../bus/fixtures/cuttable-proxy.ts';
import { START } from '../core/frame.ts';
import { silentLogger } from '../core/logger.ts';
import { acceptCommand, acceptOne, frames, textOf } from './fixtures/commands.ts';
import { type DatabaseKind, databaseKinds, embedded, type TestDatabase } from './fixtures/test-databases.ts';
import { type OpenedStore, openStore } from './open-store.ts';

const kinds = await databaseKinds(process.env.TEST_DATABASE_URL);
const undo: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function createDatabase(kind: DatabaseKind): Promise<TestDatabase> {
  const database = await kind.create();
  undo.push(database.remove);
  return database;
}

async function open(options: TestDatabase['options']): Promise<OpenedStore> {
  const store = await openStore(options);
  undo.push(store.close);
  return store;
}

describe.each(kinds)('opening a store on $name', (kind) => {
  it('finds everything again after it was closed', async () => {
    const { options } = await createDatabase(kind);
    const first = await openStore(options);
    const { run } = await acceptOne(first.runs);
    await first.close();
    const second = await open(options);
    expect(await second.runs.get(run.runId)).toEqual(run);
    expect(await second.state()).toBe(second.exclusive ? 'embedded' : 'healthy');
  });
});

describe('the embedded store', () => {
  it('is for one process: a second one is refused with a clear message, and let in when the first has closed', async () => {
    const { options } = await createDatabase(embedded);
    const store = await openStore(options);
    expect(store.exclusive).toBe(true);
    await expect(openStore(options)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(new RegExp(`${options.dataDir} is in use by another process \\(pid ${process.pid}\\)`)),
    });
    expect(await store.state()).toBe('embedded');
    await store.close();
    await open(options);
  });

  it('keeps what was committed when its process is killed, gapless, and frees the runs at once', async () => {
    const { options } = await createDatabase(embedded);
    for (const killAfter of [1, 9, 40]) {
      const child = spawn(process.execPath, [join(import.meta.dirname, 'fixtures/append-for-ever.ts'), options.dataDir], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      undo.push(async () => void child.kill('SIGKILL'));
      const lines: string[] = [];
      for await (const line of createInterface({ input: child.stdout })) {
        if (lines.push(line) === killAfter + 1) child.kill('SIGKILL');
      }
      if (child.signalCode === null) await once(child, 'exit');

      const [runId = '', ...committed] = lines;
      const store = await openStore(options);
      const stored = await store.runs.readFrames(runId, START, 10_000);
      expect(stored.length).toBeGreaterThanOrEqual(Number(committed.at(-1)));
      expect(stored).toEqual(frames(1, stored.length));
      expect(await store.runs.get(runId)).toMatchObject({ lastSeq: stored.length, status: 'running' });
      const taken = await store.runs.takeOver('successor', () => 'token', 10);
      expect(taken.map(({ run }) => run.runId)).toEqual([runId]);
      await store.conversations.delete('own_1', taken[0]?.run.conversationId ?? '');
      await store.close();
    }
  });
});

describe.each(kinds.filter(({ name }) => name === 'PostgreSQL'))('the store on $name', (kind) => {
  const urlOf = ({ options }: TestDatabase) => new URL(options.databaseUrl ?? '');

  async function execute(database: TestDatabase, statement: string): Promise<void> {
    const client = new pg.Client({ connectionString: urlOf(database).href });
    await client.connect();
    await client.query(statement);
    await client.end();
  }

  it('is set up once when several processes start together, and shared by them', async () => {
    const { options } = await createDatabase(kind);
    const stores = await Promise.all([open(options), open(options), open(options)]);
    expect(stores.map(({ exclusive }) => exclusive)).toEqual([false, false, false]);
    const [first, second, third] = stores as [OpenedStore, OpenedStore, OpenedStore];

    const twins = stores.map(() => acceptCommand({ idempotencyKey: 'once' }));
    const outcomes = await Promise.all(stores.map(({ runs }, index) => runs.accept(twins.slice(index, index + 1))));
    expect(
      outcomes
        .flat()
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(['accepted', 'repeated', 'repeated']);
    const runId = outcomes.flat().map((outcome) => ('run' in outcome ? outcome.run.runId : ''))[0] ?? '';

    await second.runs.heartbeat('second', 60_000);
    const [taken] = await second.runs.takeOver('second', () => 'token', 10);
    expect(taken?.run.runId).toBe(runId);
    expect(await third.runs.takeOver('third', () => 'token 3', 10)).toEqual([]);
    if (taken) await second.runs.append([{ runId, lease: taken.lease, frames: frames(1, 1, 2) }]);
    expect((await first.runs.readFrames(runId, START, 10)).map(({ data }) => data)).toEqual([textOf(1)]);
  });

  it('refuses a schema that is newer than itself', async () => {
    const database = await createDatabase(kind);
    await (await openStore(database.options)).close();
    await execute(
      database,
      "INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('of the future', 9999999999999)",
    );
    await expect(openStore(database.options)).rejects.toMatchObject({
      code: 'NOT_READY',
      message: expect.stringContaining('newer version of Cartrita'),
    });
  });

  it('does not start without the server, and says so', async () => {
    const databaseUrl = 'postgres://postgres@127.0.0.1:1/none';
    await expect(openStore({ databaseUrl, dataDir: 'unused', log: silentLogger })).rejects.toMatchObject({ code: 'NOT_READY' });
  });

  it('answers NOT_READY while the server is away, and works again when it is back', async () => {
    const database = await createDatabase(kind);
    const url = urlOf(database);
    const proxy = await startCuttableProxy({ host: url.hostname, port: Number(url.port || 5432) });
    undo.push(proxy.cut);
    url.port = String(proxy.port);
    const store = await open({ ...database.options, databaseUrl: url.href });
    const { run, lease } = await acceptOne(store.runs);

    const append = { runId: run.runId, lease, frames: frames(1, 1) };
    await proxy.cut();
    expect(await store.state()).toBe('unhealthy');
    await expect(store.runs.append([append])).rejects.toMatchObject({ code: 'NOT_READY', status: 503 });
    await expect(store.runs.accept([acceptCommand()])).rejects.toMatchObject({ code: 'NOT_READY' });
    await expect(store.conversations.list('own_1', 10)).rejects.toMatchObject({ code: 'NOT_READY' });
    await expect(store.keys.list()).rejects.toMatchObject({ code: 'NOT_READY' });

    await proxy.restore();
    while ((await store.state()) !== 'healthy') await sleep(20);
    expect(await store.runs.append([append])).toEqual([{ kind: 'ok' }]);
    await store.close();
    undo.splice(undo.indexOf(store.close), 1);
  });

  it('survives the server ending its connections', async () => {
    const database = await createDatabase(kind);
    const store = await open(database.options);
    const { run } = await acceptOne(store.runs);
    const client = new pg.Client({ connectionString: urlOf(database).href });
    await client.connect();
    const others = 'FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()';
    await client.query(`SELECT pg_terminate_backend(pid) ${others}`);
    // Each backend says goodbye before it leaves the list; with the last answer that is read, too.
    while ((await client.query(`SELECT 1 ${others}`)).rows.length > 0);
    await client.query('SELECT 1');
    await client.end();
    expect(await store.runs.get(run.runId)).toEqual(run);
  });
});
