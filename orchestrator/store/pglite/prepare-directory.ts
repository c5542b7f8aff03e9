import { constants } from 'node:fs';
import { access, cp, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createPglite } from './create-pglite.ts';

const require = createRequire(import.meta.url);
// The package does not export its package.json.
const { version } = require(join(require.resolve('@electric-sql/pglite'), '../../package.json')) as { version: string };

/** Making a new database takes seconds, copying one does not: the first one made on a machine is kept as a template. */
const templateDirectory = join(import.meta.dirname, '../../../node_modules/.cache/cartrita', `pglite-${version}`);

/** Puts a new database at `directory` unless there is one. It appears at once and whole, whenever the process dies. */
export async function prepareDirectory(directory: string, onPanic: (reason: string) => void): Promise<void> {
  if (await exists(directory)) return;
  const unfinished = `${directory}.new`;
  await rm(unfinished, { recursive: true, force: true });
  if (await exists(templateDirectory)) {
    await cp(templateDirectory, unfinished, { recursive: true, mode: constants.COPYFILE_FICLONE });
  } else {
    const database = await createPglite(unfinished, onPanic);
    await database.close();
    await keepAsTemplate(unfinished);
  }
  await syncTree(unfinished);
  await rename(unfinished, directory);
}

/** Best effort: an installation may be read-only, and another process may be first. */
async function keepAsTemplate(source: string): Promise<void> {
  const unfinished = `${templateDirectory}.${process.pid}`;
  try {
    await mkdir(dirname(templateDirectory), { recursive: true });
    await cp(source, unfinished, { recursive: true });
    await rename(unfinished, templateDirectory);
  } catch {
    await rm(unfinished, { recursive: true, force: true }).catch(() => {});
  }
}

async function syncTree(directory: string): Promise<void> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const file = await open(join(entry.parentPath, entry.name), 'r');
    await file.sync();
    await file.close();
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
