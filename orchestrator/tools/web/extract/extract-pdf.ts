import { getDocumentProxy } from 'unpdf';
import { type Extracted, MAX_TEXT_CHARS } from './extracted.ts';

const MAX_PAGES = 500;

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>;

async function pageText(pdf: Pdf, number: number): Promise<string> {
  const page = await pdf.getPage(number);
  const { items } = await page.getTextContent();
  page.cleanup();
  const text = items.map((item) => ('str' in item ? `${item.str}${item.hasEOL ? '\n' : ''}` : '')).join('');
  return text
    .replace(/[ \t]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .trim();
}

async function titleOf(pdf: Pdf): Promise<string> {
  const { info } = await pdf.getMetadata();
  const title: unknown = (info as Record<string, unknown>).Title;
  return typeof title === 'string' ? title.trim() : '';
}

/** The text of each page. A scan has none; then there are no sections. Throws for what is no PDF, broken or locked. */
export async function extractPdf(bytes: Uint8Array): Promise<Extracted> {
  const pdf = await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0 });
  try {
    const sections: Extracted['sections'] = [];
    let chars = 0;
    let page = 1;
    for (; page <= Math.min(pdf.numPages, MAX_PAGES) && chars < MAX_TEXT_CHARS; page += 1) {
      const text = await pageText(pdf, page);
      chars += text.length;
      if (text !== '') sections.push({ page, text });
    }
    const firstLine = sections[0]?.text.split('\n')[0]?.slice(0, 200) ?? '';
    return { title: (await titleOf(pdf)) || firstLine, sections, links: [], truncated: page <= pdf.numPages };
  } finally {
    await pdf.cleanup();
  }
}
