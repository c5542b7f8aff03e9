import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from './config.ts';

const FILE_NAME = 'session-secret';

/** The secret kept in the data folder, made at the first call. Two starters at once get the same one. Throws `ConfigError`. */
export async function loadSessionSecret(dataDir: string): Promise<string> {
  const path = join(dataDir, FILE_NAME);
  await mkdir(dataDir, { recursive: true, mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    throw new ConfigError(
      `DATA_DIR: ${dataDir} must be a directory that this user may write to (${error.code ?? error.message})`,
    );
  });
  const existing = await readIfPresent(path);
  if (existing === undefined) await createOnce(path);
  const secret = existing ?? (await readFile(path, 'utf8'));
  if (secret.length < 32) throw new Error(`${path} is damaged: remove it and start again; everybody has to sign in anew`);
  return secret;
}

async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** `link` fails when another starter was first, and never shows a half-written file. */
async function createOnce(path: string): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, randomBytes(48).toString('base64url'), { mode: 0o600, flush: true });
  try {
    await link(draft, path);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(draft);
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
