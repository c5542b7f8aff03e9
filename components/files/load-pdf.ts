import { GlobalWorkerOptions, getDocument, type PDFDocumentLoadingTask } from 'pdfjs-dist';

/** Where the build puts what pdf.js loads by itself; see `scripts/copy-pdfjs.ts`. */
const ASSETS = '/pdfjs/';
const RANGE_BYTES = 256 * 1024;

GlobalWorkerOptions.workerSrc = `${ASSETS}pdf.worker.min.mjs`;

/** Opens a PDF part by part: what is not looked at is not fetched. */
export function loadPdf(url: string): PDFDocumentLoadingTask {
  return getDocument({
    url,
    rangeChunkSize: RANGE_BYTES,
    disableAutoFetch: true,
    disableStream: true,
    cMapUrl: `${ASSETS}cmaps/`,
    cMapPacked: true,
    standardFontDataUrl: `${ASSETS}standard_fonts/`,
    wasmUrl: `${ASSETS}wasm/`,
    // Our content security policy compiles no WebAssembly on pages; the decoders are there in JavaScript too.
    useWasm: false,
    enableXfa: false,
  });
}
