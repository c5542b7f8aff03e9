import { setTimeout as sleep } from 'node:timers/promises';
import { type FileRecord, type FileStage, fileListQuery } from '../../../lib/contract/files.ts';
import { foldForSearch } from '../../../lib/shared/fold-search.ts';
import type { FileStore } from '../../core/files.ts';
import type { ToolContext } from '../../core/tool.ts';
import { findConversationFiles } from './conversation-files.ts';

export type Files = Pick<FileStore, 'record' | 'list' | 'text'>;

const WAIT_MS = 20_000;
const LOOK_EVERY_MS = 200;
const MAX_NAMED = 10;

/** From then on passages are found, at least by their words. */
const HAS_TEXT: ReadonlySet<FileStage> = new Set(['chunked', 'embedded', 'ready']);
export const hasText = ({ stage, problem }: FileRecord): boolean =>
  HAS_TEXT.has(stage) || (stage === 'failed' && problem !== null && ['embedded', 'ready'].includes(problem.stage));
export const isBeingRead = (file: FileRecord): boolean => !hasText(file) && file.stage !== 'failed';

const quoted = (names: readonly string[]) => names.map((name) => JSON.stringify(name)).join(', ');

/** Uploads of the owner, newest first. */
export async function listUploads(
  files: Files,
  ownerId: string,
  query: { q?: string; state?: 'working'; limit: number },
): Promise<{ files: FileRecord[]; hasMore: boolean }> {
  const page = await files.list(ownerId, fileListQuery.parse({ ...query, origin: 'upload' }));
  return { files: page.files, hasMore: page.nextBefore !== null };
}

async function findFile(files: Files, ownerId: string, idOrName: string, near: readonly FileRecord[]): Promise<FileRecord> {
  const known = await files.record(ownerId, idOrName);
  if (known) return known;
  const name = idOrName.trim().slice(0, 200);
  const isNamed = (file: FileRecord) => foldForSearch(file.name) === foldForSearch(name);
  const nearest = near.find(isNamed);
  if (nearest) return nearest;
  const { files: found } = name === '' ? { files: [] } : await listUploads(files, ownerId, { q: name, limit: MAX_NAMED });
  const exact = found.find(isNamed);
  if (exact) return exact;
  const [only, ...others] = found;
  if (only && others.length === 0) return only;
  if (only)
    throw new Error(`several files are called like ${quoted([name])}: ${quoted(found.map((file) => file.name))}; name one`);
  const { files: all } = await listUploads(files, ownerId, { limit: MAX_NAMED });
  const there = all.length === 0 ? 'no file is uploaded' : `there are ${quoted(all.map((file) => file.name))}`;
  throw new Error(`there is no file ${quoted([name])}; ${there}`);
}

/** By id, by name, first among those of the conversation, or by a part of the name that only one has. Throws what the model should know. */
export async function findFiles(files: Files, context: ToolContext, idsOrNames: readonly string[]): Promise<FileRecord[]> {
  const { own, earlier } = await findConversationFiles(files, context);
  const found: FileRecord[] = [];
  for (const idOrName of new Set(idsOrNames)) {
    found.push(await findFile(files, context.ownerId, idOrName, [...own, ...earlier]));
  }
  return found;
}

/** The files as they are when all have been read, or after 20 seconds. */
export async function untilRead(files: Files, asked: readonly FileRecord[], context: ToolContext): Promise<FileRecord[]> {
  let current = [...asked];
  for (let waitedMs = 0; waitedMs < WAIT_MS && current.some(isBeingRead); waitedMs += LOOK_EVERY_MS) {
    if (waitedMs % 1_000 === 0) {
      const names = current.filter(isBeingRead).map(({ name }) => name);
      context.progress(
        `waiting until ${quoted(names.slice(0, 3))} ${names.length === 1 ? 'is' : 'are'} read`,
        waitedMs / WAIT_MS,
      );
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal: context.signal });
    current = await Promise.all(
      current.map(async (file) => (isBeingRead(file) ? ((await files.record(context.ownerId, file.file_id)) ?? file) : file)),
    );
  }
  return current;
}

/** Why some of the files say nothing; `{}`: all are read. */
export function toGaps(asked: readonly FileRecord[]): {
  still_being_read?: string[];
  unreadable?: { file: string; why: string }[];
} {
  const reading = asked.filter(isBeingRead).map(({ name }) => name);
  const failed = asked.filter((file) => file.stage === 'failed' && !hasText(file));
  return {
    ...(reading.length === 0 ? {} : { still_being_read: reading }),
    ...(failed.length === 0
      ? {}
      : { unreadable: failed.map(({ name, problem }) => ({ file: name, why: problem?.message ?? 'It could not be read.' })) }),
  };
}
