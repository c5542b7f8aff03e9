import type { Reader } from './read-context.ts';

/** The reader of each format; its libraries are loaded when a document needs them. */
export const FORMATS = {
  text: async () => (await import('./read-text.ts')).readText,
  code: async () => (await import('./read-code.ts')).readCode,
  json: async () => (await import('./read-json.ts')).readJson,
  markdown: async () => (await import('./read-markdown.ts')).readMarkdown,
  csv: async () => (await import('./read-csv.ts')).readCsv,
  html: async () => (await import('./read-html.ts')).readHtml,
  pdf: async () => (await import('./pdf/read-pdf.ts')).readPdf,
  office: async () => (await import('./read-office.ts')).readOffice,
  xlsx: async () => (await import('./read-xlsx.ts')).readXlsx,
  epub: async () => (await import('./read-epub.ts')).readEpub,
  email: async () => (await import('./read-email.ts')).readEmail,
  image: async () => (await import('./read-image.ts')).readImage,
  zip: async () => (await import('./read-zip.ts')).readZip,
} satisfies Record<string, () => Promise<Reader>>;

export type DocumentFormat = keyof typeof FORMATS;

const LIGHT = new Set<DocumentFormat>(['text', 'code', 'json', 'markdown', 'csv', 'html']);

/** Text that costs little to read and holds no other files: a process may read many, one after the other. */
export const isLight = (format: DocumentFormat | null): boolean => format !== null && LIGHT.has(format);
