import type { PGlite } from '@electric-sql/pglite';

type Execute = PGlite['execProtocolRawStream'];

/** Frontend messages of the extended query protocol that are answered with the next one at the latest. */
const WAITING = new Set([...'PBDEC'].map((type) => type.charCodeAt(0)));
const STARTUP = 0;

/**
 * The socket server executes and answers every protocol message by itself, five for one statement. This gives PostgreSQL a
 * statement as a whole and its answer to the socket in one write. For one connection at a time, as there is one session.
 */
export function batchMessages(database: PGlite): void {
  const execute: Execute = database.execProtocolRawStream.bind(database);
  let waiting: Uint8Array[] = [];

  database.execProtocolRawStream = async (message, options) => {
    // What a connection that broke has left must not be executed for the next one.
    if (message[0] === STARTUP) waiting = [];
    waiting.push(message);
    if (WAITING.has(message[0] ?? STARTUP)) return;
    const whole = Buffer.concat(waiting);
    waiting = [];
    const answer: Buffer[] = [];
    // What it gives is a view of memory that it uses again.
    await execute(whole, { ...options, onRawData: (data) => answer.push(Buffer.from(data)) });
    options?.onRawData?.(Buffer.concat(answer));
  };
}
