import { parentPort, workerData } from 'node:worker_threads';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { createPglite } from './create-pglite.ts';
import type { WorkerSettings } from './open-pglite.ts';
import { prepareDirectory } from './prepare-directory.ts';

const { directory, socketPath } = workerData as WorkerSettings;

await prepareDirectory(directory);
const database = await createPglite(directory);
// One session serves all; more than one connection is for the moment in which a broken one is replaced.
const server = new PGLiteSocketServer({ db: database, path: socketPath, maxConnections: 8 });
await server.start();

parentPort?.once('message', async () => {
  await server.stop();
  await database.close();
  process.exit(0);
});
parentPort?.postMessage('ready');
