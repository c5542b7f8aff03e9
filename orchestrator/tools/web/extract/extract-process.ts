import { type ExtractRequest, extractDocument } from './extract-document.ts';
import type { Extracted } from './extracted.ts';

export type ExtractAnswer = { extracted: Extracted } | { error: string };

process.on('message', async (request: ExtractRequest) => {
  const answer: ExtractAnswer = await extractDocument(request).then(
    (extracted) => ({ extracted }),
    (error: unknown) => ({ error: error instanceof Error ? error.message : String(error) }),
  );
  process.send?.(answer);
});
process.on('disconnect', () => process.exit(0));
