import TurndownService from 'turndown';
import { wordsOf } from './plain-text.ts';

/** Words in a row of a table; a table with more in one cell is there for layout. */
const MAX_CELL_CHARS = 600;

function rowsOf(table: Element): string[][] {
  return [...table.querySelectorAll('tr')]
    .filter((row) => row.closest('table') === table)
    .map((row) => [...row.children].map((cell) => wordsOf(cell).replaceAll('|', '\\|')))
    .filter((cells) => cells.some((cell) => cell !== ''));
}

function isData(table: Element, rows: string[][]): boolean {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const isShort = rows.every((row) => row.every((cell) => cell.length <= MAX_CELL_CHARS));
  return columns > 1 && isShort && table.querySelector('table') === null;
}

function toTable(rows: string[][]): string {
  const columns = Math.max(...rows.map((row) => row.length));
  const [head = [], ...body] = rows;
  const line = (cells: string[]) => `| ${Array.from({ length: columns }, (_, index) => cells[index] ?? '').join(' | ')} |`;
  return [line(head), line(Array.from({ length: columns }, () => '---')), ...body.map(line)].join('\n');
}

/** The language that a code block names in a class, on itself or within. */
function languageOf(pre: Element): string {
  const classes = `${pre.className} ${pre.querySelector('code')?.className ?? ''}`;
  return /\b(?:language|lang|highlight-source)-([\w+#-]{1,20})/.exec(classes)?.[1] ?? '';
}

function createService(): TurndownService {
  const service = new TurndownService({ headingStyle: 'atx', codeBlockStyle: 'fenced', bulletListMarker: '-', hr: '---' });
  // The text is read by a model and quoted word for word: no backslashes before punctuation.
  service.escape = (text) => text;
  service.addRule('link', { filter: 'a', replacement: (content) => content });
  service.addRule('image', { filter: ['img', 'picture', 'video', 'audio', 'canvas'], replacement: () => '' });
  service.addRule('emphasis', { filter: ['em', 'i', 'strong', 'b'], replacement: (content) => content });
  service.addRule('code', {
    filter: 'pre',
    replacement: (_content, node) => {
      const pre = node as Element;
      return `\n\n\`\`\`${languageOf(pre)}\n${(pre.textContent ?? '').replace(/\n+$/, '')}\n\`\`\`\n\n`;
    },
  });
  service.addRule('table', {
    filter: 'table',
    replacement: (content, node) => {
      const rows = rowsOf(node as Element);
      return isData(node as Element, rows) ? `\n\n${toTable(rows)}\n\n` : `\n\n${content}\n\n`;
    },
  });
  return service;
}

const service = createService();

/** Markdown of an element: headings, lists, tables, code. Links and emphasis keep their words alone, so that a quotation is found. */
export function toMarkdown(element: Element): string {
  return service
    .turndown(element as HTMLElement)
    .replace(/[ \t]+\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
