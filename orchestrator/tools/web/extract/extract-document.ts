import { decodeText } from './decode-text.ts';
import { extractHtml } from './extract-html.ts';
import { extractJson } from './extract-json.ts';
import { extractXml } from './extract-xml.ts';
import { type DocumentKind, type Extracted, MAX_TEXT_CHARS } from './extracted.ts';
import { toPlainText } from './plain-text.ts';

export type ExtractRequest = { kind: DocumentKind; contentType: string; url: string; bytes: Uint8Array };

function plain(text: string): Extracted {
  return {
    title: '',
    sections: [{ text: text.slice(0, MAX_TEXT_CHARS).trim() }],
    links: [],
    truncated: text.length > MAX_TEXT_CHARS,
  };
}

/** Text of a document of any kind. Throws when there is none to be had. */
export async function extractDocument({ kind, contentType, url, bytes }: ExtractRequest): Promise<Extracted> {
  if (kind === 'pdf') {
    // Heavy, and most documents are no PDF.
    const { extractPdf } = await import('./extract-pdf.ts');
    return extractPdf(bytes);
  }
  const text = decodeText(bytes, contentType);
  if (kind === 'html') return extractHtml(text, url);
  if (kind === 'xml') return extractXml(text, url);
  const extracted = kind === 'json' ? extractJson(text, url) : text;
  return typeof extracted === 'string' ? plain(toPlainText(extracted)) : extracted;
}
