import { join } from 'node:path';
import type { LoadCommand, LoadReply, LoadResult } from '../load/protocol.ts';
import { type Started, startProcess, untilReady } from './start-process.ts';

const COMMAND_LIMIT_MS = 240_000;

type ResultOf<C extends LoadCommand> = LoadResult[C['kind']];

/** A process that generates load. */
export type LoadProcess = { do<C extends LoadCommand>(command: C): Promise<ResultOf<C>>; stop(): Promise<void> };

export async function startLoad(logDir: string): Promise<LoadProcess> {
  const started: Started = startProcess(join(import.meta.dirname, '../load.ts'), { logFile: join(logDir, 'load.log') });
  await untilReady(started);
  const waiting = new Map<number, (reply: LoadReply) => void>();
  let lastId = 0;
  started.child.on('message', (reply: LoadReply) => waiting.get(reply.id)?.(reply));
  return {
    do<C extends LoadCommand>(command: C) {
      lastId += 1;
      const id = lastId;
      const { promise, resolve, reject } = Promise.withResolvers<ResultOf<C>>();
      const timer = setTimeout(
        () => reject(new Error(`${command.kind} took longer than ${COMMAND_LIMIT_MS} ms`)),
        COMMAND_LIMIT_MS,
      );
      waiting.set(id, (reply) => {
        waiting.delete(id);
        clearTimeout(timer);
        if (reply.error === undefined) resolve(reply.result as ResultOf<C>);
        else reject(new Error(reply.error));
      });
      started.child.send({ id, command });
      return promise;
    },
    stop: started.stop,
  };
}
