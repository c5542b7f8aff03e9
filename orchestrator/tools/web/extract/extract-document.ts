import { decodeText } from './decode-text.ts';
import { extractHtml } from './extract-html.ts';
import { type DocumentKind, type Extracted, MAX_TEXT_CHARS } from './extracted.ts';

export type ExtractRequest = { kind: DocumentKind; contentType: string; url: string; bytes: Uint8Array };

const PDF_MAGIC = '%PDF-';

function plain(text: string): Extracted {
  return {
    title: '',
    sections: [{ text: text.slice(0, MAX_TEXT_CHARS).trim() }],
    links: [],
    truncated: text.length > MAX_TEXT_CHARS,
  };
}

function indented(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}

/** Text of a document of any kind. The bytes decide where the announced type is wrong. Throws when there is none to be had. */
export async function extractDocument({ kind, contentType, url, bytes }: ExtractRequest): Promise<Extracted> {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 1_024));
  if (kind === 'pdf' || start.startsWith(PDF_MAGIC)) {
    // Heavy, and most documents are no PDF.
    const { extractPdf } = await import('./extract-pdf.ts');
    return extractPdf(bytes);
  }
  const text = decodeText(bytes, contentType);
  if (text.slice(0, 1_024).includes('\u0000')) throw new Error('not a text');
  if (kind === 'html') return extractHtml(text, url);
  return plain(kind === 'json' ? indented(text) : text);
}
