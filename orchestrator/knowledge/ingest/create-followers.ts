import type { FileEvent, FileRecord } from '../../../lib/contract/files.ts';
import type { FileReader } from '../../core/files.ts';
import { documentTopic, type IngestDeps } from './ingest-deps.ts';

/** How often a followed file is looked at when the bus is silent; the more files, the less often. */
const LOOK_MS = 2_000;
const LOOK_MS_A_FILE = 20;
const TIMER_MS = 500;

type Followed = {
  ownerId: string;
  fileId: string;
  readers: Set<FileReader>;
  last: FileRecord;
  note: string;
  lookedAt: number;
  looking: boolean;
  lookAgain: boolean;
  unsubscribe(): void;
};

type Followers = {
  /** Sends the state now, then every change. `null`: no such file. */
  follow(ownerId: string, fileId: string, reader: FileReader): Promise<(() => void) | null>;
  close(): void;
};

/** Readers of the progress of files. All readers of a file share one look at its row, which a message of the bus asks for. */
export function createFollowers({ documents, files, bus, clock, log }: IngestDeps): Followers {
  const followed = new Map<string, Followed>();
  let closed = false;

  const timer = setInterval(() => {
    const everyMs = Math.max(LOOK_MS, followed.size * LOOK_MS_A_FILE);
    for (const file of followed.values()) if (clock.monotonic() - file.lookedAt >= everyMs) void look(file);
  }, TIMER_MS).unref();

  function forget(file: Followed): void {
    if (followed.get(file.fileId) === file) followed.delete(file.fileId);
    file.unsubscribe();
  }

  function publish(file: Followed, record: FileRecord): void {
    const changed = record.stage !== file.last.stage || record.progress !== file.last.progress;
    file.last = record;
    if (!isFinished(record) && !changed) return;
    const readers = [...file.readers];
    if (isFinished(record)) forget(file);
    for (const reader of readers) send(file, reader, record);
  }

  function send(file: Followed, reader: FileReader, record: FileRecord): void {
    reader.write(toEvent(record, file.note, clock.now()));
    if (isFinished(record)) reader.end('done');
  }

  async function look(file: Followed): Promise<void> {
    if (file.looking) {
      file.lookAgain = true;
      return;
    }
    file.looking = true;
    do {
      file.lookAgain = false;
      file.lookedAt = clock.monotonic();
      try {
        const record = await files.record(file.ownerId, file.fileId);
        if (followed.get(file.fileId) === file) publish(file, record ?? toDeleted(file.last));
      } catch (error) {
        log.debug({ err: error }, 'the state of a file could not be read');
      }
    } while (file.lookAgain && followed.get(file.fileId) === file);
    file.looking = false;
  }

  async function subscribe(file: Followed): Promise<void> {
    const documentId = await documents.documentOf(file.ownerId, file.fileId);
    if (documentId === null) return;
    const unsubscribe = await bus.subscribe(documentTopic(documentId), (note) => {
      file.note = note;
      void look(file);
    });
    if (followed.get(file.fileId) !== file) return unsubscribe();
    file.unsubscribe = unsubscribe;
    // What changed before the subscription was there.
    await look(file);
  }

  function open(ownerId: string, record: FileRecord): Followed {
    const fileId = record.file_id;
    const file: Followed = {
      ownerId,
      fileId,
      readers: new Set(),
      last: record,
      note: '',
      lookedAt: clock.monotonic(),
      looking: false,
      lookAgain: false,
      unsubscribe: () => {},
    };
    followed.set(fileId, file);
    // Not awaited: while the bus is away, looking at times goes on.
    subscribe(file).catch((error: unknown) => log.debug({ err: error }, 'changes of a file are not announced'));
    return file;
  }

  return {
    async follow(ownerId, fileId, reader) {
      const record = await files.record(ownerId, fileId);
      if (!record) return null;
      if (isFinished(record)) {
        reader.write(toEvent(record, '', clock.now()));
        reader.end('done');
        return () => {};
      }
      if (closed) {
        reader.end('handover');
        return () => {};
      }
      const file = followed.get(fileId) ?? open(ownerId, record);
      file.readers.add(reader);
      send(file, reader, record);
      return () => {
        file.readers.delete(reader);
        if (file.readers.size === 0) forget(file);
      };
    },
    close() {
      closed = true;
      clearInterval(timer);
      for (const file of [...followed.values()]) {
        forget(file);
        for (const reader of file.readers) reader.end('handover');
      }
    },
  };
}

const isFinished = (record: FileRecord) => record.stage === 'ready' || record.stage === 'failed';

/** What followers of a file hear that was deleted on its way. */
function toDeleted(last: FileRecord): FileRecord {
  const problem = { code: 'CANCELLED', message: 'The file was deleted.', stage: last.stage, retryable: false } as const;
  return { ...last, stage: 'failed', problem };
}

function toEvent(record: FileRecord, note: string, ts: number): FileEvent {
  const { file_id, stage, progress } = record;
  if (stage === 'ready' || stage === 'failed') return { type: 'file.finished', file_id, ts, stage, file: record };
  return { type: 'file.progress', file_id, ts, stage, progress, ...(note === '' ? {} : { note }) };
}
