import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLogger } from '../../core/logger.ts';
import { embedded, type TestDatabase } from '../fixtures/test-databases.ts';
import { type EmbeddedServer, openPglite } from './open-pglite.ts';

let database: TestDatabase;
let server: EmbeddedServer;

beforeAll(async () => {
  database = await embedded.create();
  server = await openPglite(database.options.dataDir, silentLogger);
});
afterAll(async () => {
  await server.close();
  await database.remove();
});

async function withClient<T>(use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(server.connection);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/** A message of the frontend: its type, its length, its fields. */
function message(type: string, ...fields: (string | Buffer)[]): Buffer {
  const body = Buffer.concat(fields.map((field) => (typeof field === 'string' ? Buffer.from(`${field}\0`) : field)));
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, body]);
}

describe('statements of the extended protocol on the embedded database', () => {
  it('answer alike, small and large, and go on after one that failed', () =>
    withClient(async (client) => {
      const large = 'x'.repeat(3 * 1024 * 1024);
      await expect(client.query('SELECT $1::int / 0', [1])).rejects.toMatchObject({ code: '22012' });
      await expect(client.query('SELECT $1::int + missing', [1])).rejects.toMatchObject({ code: '42703' });
      const { rows } = await client.query('SELECT $1::text AS text, $2::int AS number', [large, 7]);
      expect(rows).toEqual([{ text: large, number: 7 }]);
    }));

  it('that a broken connection has left half-way are not executed for the next one', async () => {
    const { host, port } = server.connection;
    const socket = connect(join(host ?? '', `.s.PGSQL.${port}`));
    const version = Buffer.from([0, 3, 0, 0]);
    socket.write(message('', version, 'user', 'postgres', 'database', 'postgres', Buffer.from([0])));
    await once(socket, 'data');
    socket.write(message('P', '', 'CREATE TABLE left_over ()', Buffer.from([0, 0])));
    socket.write(message('B', '', '', Buffer.from([0, 0, 0, 0, 0, 0])));
    socket.write(message('E', '', Buffer.from([0, 0, 0, 0])));
    socket.end();
    await once(socket, 'close');
    await withClient(async (client) => {
      const { rows } = await client.query("SELECT to_regclass('left_over') AS left_over, $1::int AS number", [1]);
      expect(rows).toEqual([{ left_over: null, number: 1 }]);
    });
  });
});
