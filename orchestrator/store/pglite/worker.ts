import { parentPort, workerData } from 'node:worker_threads';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { batchMessages } from './batch-messages.ts';
import { createPglite } from './create-pglite.ts';
import type { WorkerMessage, WorkerSettings } from './open-pglite.ts';
import { prepareDirectory } from './prepare-directory.ts';

const { directory, socketPath } = workerData as WorkerSettings;

function tell(message: WorkerMessage): void {
  parentPort?.postMessage(message);
}

/** PostgreSQL after a panic must be started anew from its log; the parent does so. */
function giveUp(reason: string): never {
  tell({ panic: reason });
  process.exit(1);
}

await prepareDirectory(directory, giveUp);
const database = await createPglite(directory, giveUp);
batchMessages(database);
// One session serves all; more than one connection is for the moment in which a broken one is replaced.
const server = new PGLiteSocketServer({ db: database, path: socketPath, maxConnections: 8 });
await server.start();

parentPort?.once('message', async () => {
  await server.stop();
  await database.close();
  process.exit(0);
});
tell('ready');
