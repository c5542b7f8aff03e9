/** What a document says, without its furniture. Text is Markdown without the addresses of links. */
export type Extracted = {
  title: string;
  /** One a page of a PDF, else one. */
  sections: { page?: number; text: string }[];
  /** Absolute addresses that the text links to, in order, each once. */
  links: { text: string; url: string }[];
  /** The document goes on beyond what was extracted. */
  truncated: boolean;
  /** Where the page sends its readers by itself. */
  refresh?: string;
  /** Why it says nothing, when that can be told. */
  silence?: string;
};

export type DocumentKind = 'html' | 'xml' | 'text' | 'json' | 'pdf';

/** Characters of one document that are kept. */
export const MAX_TEXT_CHARS = 400_000;
