import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGE = dirname(dirname(fileURLToPath(import.meta.resolve('pdfjs-dist'))));
const TARGET = join(import.meta.dirname, '..', 'public', 'pdfjs');

/** What pdf.js loads by itself in the browser has to come from our origin: its worker, character maps, fonts and decoders. */
async function copyPdfjs(): Promise<void> {
  await rm(TARGET, { recursive: true, force: true });
  await mkdir(join(TARGET, 'wasm'), { recursive: true });
  await cp(join(PACKAGE, 'build', 'pdf.worker.min.mjs'), join(TARGET, 'pdf.worker.min.mjs'));
  for (const folder of ['cmaps', 'standard_fonts']) await cp(join(PACKAGE, folder), join(TARGET, folder), { recursive: true });
  const decoders = (await readdir(join(PACKAGE, 'wasm'))).filter((file) =>
    /_nowasm_fallback\.js$|^LICENSE_.*(JBIG2|OPENJPEG)$/.test(file),
  );
  for (const file of decoders) await cp(join(PACKAGE, 'wasm', file), join(TARGET, 'wasm', file));
}

await copyPdfjs();
