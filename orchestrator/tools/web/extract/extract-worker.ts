import { parentPort } from 'node:worker_threads';
import { type ExtractRequest, extractDocument } from './extract-document.ts';
import type { Extracted } from './extracted.ts';

export type ExtractAnswer = { extracted: Extracted } | { error: string };

parentPort?.on('message', async (request: ExtractRequest) => {
  const answer: ExtractAnswer = await extractDocument(request).then(
    (extracted) => ({ extracted }),
    (error: unknown) => ({ error: error instanceof Error ? error.message : String(error) }),
  );
  parentPort?.postMessage(answer);
});
