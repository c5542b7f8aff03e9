import type { FileText } from '../contract/files.ts';

/** `start` counts in the text of the file. */
export type SlideBlock = { start: number; text: string };
export type Slide = { page: number; title: SlideBlock | null; blocks: readonly SlideBlock[] };

/** Longer first paragraphs are no titles. */
const MOST_TITLE_CHARS = 200;

/** The slides of a presentation with their paragraphs, as its extracted text holds them. */
export function toSlides({ text, pages }: Pick<FileText, 'text' | 'pages'>): Slide[] {
  return pages.map(({ page, char_start: from, char_end: to }) => {
    const blocks = toBlocks(text.slice(from, to), from);
    const [first, ...others] = blocks;
    const isTitle = first !== undefined && first.text.length <= MOST_TITLE_CHARS && !first.text.includes('\n');
    return { page, title: isTitle ? first : null, blocks: isTitle ? others : blocks };
  });
}

function toBlocks(text: string, offset: number): SlideBlock[] {
  let start = offset;
  const blocks: SlideBlock[] = [];
  for (const block of text.split('\n\n')) {
    if (block.trim() !== '') blocks.push({ start, text: block });
    start += block.length + 2;
  }
  return blocks;
}
