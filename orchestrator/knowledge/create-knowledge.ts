import { createExtractor } from './extract/create-extractor.ts';
import { createIngestion, type RunningIngestion } from './ingest/create-ingestion.ts';
import { INGEST_DEFAULTS, type IngestDeps } from './ingest/ingest-deps.ts';

type Deps = Omit<IngestDeps, 'extract' | 'options'> & {
  options: {
    /** Documents at once in this process. */
    concurrency: number;
    extract: { timeoutMs: number; memoryMb: number; maxChars: number };
  };
};

export type Knowledge = { ingestion: RunningIngestion; close(): Promise<void> };

/** What reads documents and makes them searchable, wired. */
export function createKnowledge({ options, ...deps }: Deps): Knowledge {
  const { concurrency, extract: limits } = options;
  const extractor = createExtractor({ log: deps.log, limits: { ...limits, maxConcurrent: concurrency } });
  const ingestion = createIngestion({ ...deps, extract: extractor.extract, options: { ...INGEST_DEFAULTS, concurrency } });
  return {
    ingestion,
    async close() {
      await ingestion.close();
      await extractor.close();
    },
  };
}
