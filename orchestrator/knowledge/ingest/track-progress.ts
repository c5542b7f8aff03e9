import { documentTopic, type IngestDeps, type Job } from './ingest-deps.ts';

const LOOK_MS = 250;
const STEP = 0.05;
const LONGEST_MS = 1_000;

/** Parts of the whole way at which each stage is reached. */
export const REACHED_AT = { received: 0, extracted: 0.4, chunked: 0.5, embedded: 0.98, ready: 1 } as const;

export type Progress = {
  /** Of the whole way, and what is being done, for people. */
  set(progress: number, note?: string): void;
  get(): number;
  /** The state in the store has changed. */
  announce(): void;
  stop(): void;
};

/**
 * Writes how far a document is: every 5 % or second. As each write is refused once the claim is void, this is also how a
 * process hears of that when the bus has lost the message; `onVoid` is called then.
 */
export function trackProgress({ documents, bus, clock }: IngestDeps, { document, log }: Job, onVoid: () => void): Progress {
  let latest: number = REACHED_AT[document.stage];
  let note = '';
  let written = latest;
  let writtenAt = clock.monotonic();
  let writing = false;

  const announce = () => bus.publish(documentTopic(document.documentId), note);

  async function write(): Promise<void> {
    writing = true;
    const value = latest;
    try {
      if (!(await documents.setProgress(document, value, clock.now()))) onVoid();
      else if (value !== written) announce();
      written = value;
    } catch (error) {
      log.debug({ err: error }, 'progress of a document could not be written');
    } finally {
      writtenAt = clock.monotonic();
      writing = false;
    }
  }

  const timer = setInterval(() => {
    if (writing) return;
    if (latest - written >= STEP || clock.monotonic() - writtenAt >= LONGEST_MS) void write();
  }, LOOK_MS);

  return {
    set(progress, newNote) {
      latest = document.stage === 'ready' ? 1 : Math.max(latest, Math.min(progress, 1));
      if (newNote !== undefined) note = newNote.slice(0, 200);
    },
    get: () => latest,
    announce,
    stop: () => clearInterval(timer),
  };
}
