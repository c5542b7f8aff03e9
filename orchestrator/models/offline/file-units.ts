import { withoutReferences } from '../../../lib/shared/reference-marks.ts';
import type { FilePassage } from './file-passages.ts';

/** A sentence, row or line of a file, as it is quoted; `columns`: the names above the cells of a row, or empty. */
export type Unit = { text: string; columns: string; passage: FilePassage; order: number };

const SENTENCES = new Intl.Segmenter('en', { granularity: 'sentence' });
const LONGEST_UNIT = 500;
const MAX_UNITS = 1_200;

/** Rows of tables and lists stand alone; lines of running text belong together. */
function isRow(line: string): boolean {
  return /[|\t]|^\s*(?:[-*•–]|\d{1,3}[.)])\s|^[^.!?]{1,60}:\s*\S|(?:[^,;]{1,40}[,;]){3}/.test(line) && line.length < 300;
}

function toLines(block: string): string[] {
  const lines = block.split('\n').filter((line) => line.trim() !== '');
  const rows = lines.filter(isRow).length;
  return rows * 2 > lines.length ? lines : [lines.join(' ')];
}

const toCells = (row: string) =>
  row
    .replace(/^\s*\|/, '')
    .replace(/\|\s*$/, '')
    .split(/[|\t]/)
    .map((cell) => cell.trim());

/** What the first line of a table calls its columns; empty: it is no table. */
function toColumns([header = '', ...rows]: readonly string[]): string {
  const names = toCells(header);
  const isNamed = names.length > 1 && names.every((name) => name !== '' && !/\d/.test(name));
  return isNamed && rows.some((row) => toCells(row).length === names.length && /\d/.test(row)) ? names.join(' | ') : '';
}

/** Marks around words. Those within words are part of a name: `asn1_node`. */
const EMPHASIS = /(?<![\p{L}\p{N}*_`])([*_`]{1,3})(?=\S)(.*?\S)\1(?![\p{L}\p{N}*_`])/gu;
/** `Results . . . . . . 17`: a table of contents says where, not what. */
const LEADERS = /(?:\s?\.){5}/;

function tidy(text: string): string {
  return withoutReferences(text.replaceAll(/!?\[([^\]\n]{0,200})\]\([^)\n]{0,400}\)/g, '$1'))
    .replaceAll(EMPHASIS, '$2')
    .replace(/^\s*(?:[-*>•–]|\d{1,3}[.)])\s+/, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** A short sentence may be the one that matters: "Pets are not allowed." */
const SHORT_SENTENCE = /^\p{Lu}\p{L}*(?:[\s,]+[\p{L}'’-]+){2,}[.!]$/u;
const isTelling = (text: string) => text.length >= 25 || (text.length >= 8 && /\d|:\s/.test(text)) || SHORT_SENTENCE.test(text);
/** A mark that is no reference to other works, as in `list[1]`, would cite something else. */
const isUsable = (text: string) =>
  isTelling(text) && text.length <= LONGEST_UNIT && !/^[-|:\s=]+$|\[\d{1,4}\]/.test(text) && !LEADERS.test(text);

const LONGEST_HEADING = 80;

/** A line of its own without a stop, before a block that has sentences. */
function isHeading(block: string, next: string | undefined): boolean {
  const line = block.trim();
  const isLine = line !== '' && line.length <= LONGEST_HEADING && !line.includes('\n') && !isRow(line);
  return isLine && !/[.!?…:;"”)]$/.test(line) && next !== undefined && /[.!?]["”)\]]?\s*$/.test(next);
}

/** What can be quoted from passages: whole sentences, rows and lines; headings, names of columns and rulers are left out. */
export function toUnits(passages: readonly FilePassage[]): Unit[] {
  const units: Unit[] = [];
  for (const passage of passages) {
    const blocks = passage.text.replaceAll(/^#{1,6} .*$/gm, '\n').split(/\n{2,}/);
    for (const [at, block] of blocks.entries()) {
      if (isHeading(block, blocks[at + 1])) continue;
      const lines = toLines(block);
      const columns = toColumns(lines);
      for (const line of columns === '' ? lines : lines.slice(1)) {
        const parts = isRow(line) ? [line] : [...SENTENCES.segment(line)].map(({ segment }) => segment);
        const texts = parts.map(tidy).filter(isUsable);
        units.push(...texts.map((text, place) => ({ text, columns, passage, order: units.length + place })));
        if (units.length >= MAX_UNITS) return units.slice(0, MAX_UNITS);
      }
    }
  }
  return units;
}
