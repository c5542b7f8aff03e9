import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Worker } from 'tesseract.js';
import { joinLines } from './join-lines.ts';

export type Recogniser = {
  /** Paragraphs in a picture in a file format, from top to bottom; none where there is no text. */
  recognise(picture: Uint8Array): Promise<string[]>;
};

/** Of 100; what is less sure is mostly a pattern in a photograph. */
const LEAST_CONFIDENCE = 50;

const DATA = join(dirname(fileURLToPath(import.meta.resolve('@tesseract.js-data/eng/package.json'))), '4.0.0_best_int');

async function start(): Promise<Worker> {
  const { createWorker } = await import('tesseract.js');
  return createWorker('eng', 1, { langPath: DATA, cacheMethod: 'none', gzip: true, errorHandler: () => {} });
}

/** Text recognition, started with the first picture. It ends with the process. */
export function createRecogniser(): Recogniser {
  let worker: Promise<Worker> | undefined;
  return {
    async recognise(picture) {
      worker ??= start();
      const { data } = await (await worker).recognize(Buffer.from(picture), {}, { blocks: true, text: false });
      return (data.blocks ?? [])
        .flatMap(({ paragraphs }) => paragraphs)
        .filter(({ confidence }) => confidence >= LEAST_CONFIDENCE)
        .map(({ lines }) => joinLines(lines.map(({ text }) => text.trim())))
        .filter((text) => /[\p{L}\p{N}]/u.test(text));
    },
  };
}
