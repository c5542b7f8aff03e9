import type { ReadContext } from './read-context.ts';
import { addParagraphs } from './read-text.ts';

const HEADING = /^ {0,3}(#{1,6})[ \t]+(\S.{0,300})$/;
const FENCE = /^ {0,3}(?:```|~~~)/;

/** Markdown as plain text, line by line: its marks stay, and only its headings count, but for what looks like one in code. */
export function addMarkedText(text: string, context: Pick<ReadContext, 'out'>): void {
  let lines: string[] = [];
  let isCode = false;
  const flush = () => {
    addParagraphs(lines.join('\n'), context);
    lines = [];
  };
  for (const line of text.split('\n')) {
    if (FENCE.test(line)) isCode = !isCode;
    const [, marks, title] = (!isCode && HEADING.exec(line)) || [];
    if (marks === undefined || title === undefined) {
      lines.push(line);
      continue;
    }
    flush();
    context.out.add('heading', title, marks.length);
  }
  flush();
}
