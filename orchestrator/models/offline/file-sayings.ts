import { extractSentences, HONESTY } from './extract.ts';
import { ANSWERS_FROM, answerFromFiles, CLOSE_FROM } from './file-answer.ts';
import { type FileOutcome, place, sayGaps, toFileOutcome } from './file-passages.ts';
import { toUnits, type Unit } from './file-units.ts';
import { type ToolOutcome, toToolError } from './plan.ts';

export const NO_FILES =
  'You have not uploaded any file yet. Attach one to a message with the paper clip, drop it onto the page, or add it on the page Library; then ask me about it.';
const SUMMARY_SENTENCES = 5;
const PAGE_UNITS = 12;

export const join = (...parts: readonly string[]) => parts.filter((part) => part !== '').join('\n\n');

type Line = Pick<Unit, 'text' | 'passage'> & { columns?: string };

function group(lines: readonly Line[]): string {
  const places = new Map<string, string[]>();
  for (const { text, columns = '', passage } of lines) {
    const at = `From ${place(passage)}${columns === '' ? '' : ` (${columns})`}:`;
    places.set(at, [...(places.get(at) ?? []), `- ${text} ${passage.cite}`.trimEnd()]);
  }
  return [...places].map(([at, quotes]) => `${at}\n\n${quotes.join('\n')}`).join('\n\n');
}

/** Whether what was found says most of what is asked. */
export function isAnswered(outcome: ToolOutcome, asked: string): boolean {
  return answerFromFiles(asked, toFileOutcome(outcome).passages).coverage >= ANSWERS_FROM;
}

/** What was looked into before is not found elsewhere. */
function toElsewhere(wider: FileOutcome, before: FileOutcome): FileOutcome {
  const known = new Set(before.passages.map(({ file }) => file));
  return { ...wider, passages: wider.passages.filter(({ file }) => !known.has(file)) };
}

function sayDeleted({ deleted }: FileOutcome): string {
  if (deleted === 0) return '';
  return deleted === 1
    ? 'A file of this conversation has been deleted, so I could not look into it.'
    : `${deleted} files of this conversation have been deleted, so I could not look into them.`;
}

/** What a search found; `wider`: what a search of all files found after it. */
export function sayFound(outcome: ToolOutcome, asked: string, wider?: ToolOutcome): string {
  const error = toToolError(outcome);
  if (error) return `The search of your files did not work: ${error}.`;
  const found = toFileOutcome(outcome);
  if (!found.has_files) return join(NO_FILES, sayDeleted(found));
  const elsewhere = wider && !toToolError(wider) ? toElsewhere(toFileOutcome(wider), found) : null;
  if (elsewhere && answerFromFiles(asked, elsewhere.passages).coverage >= ANSWERS_FROM) {
    const note = `I searched ${found.searched} and did not find it there, but elsewhere in your library.`;
    return join(note, group(answerFromFiles(asked, elsewhere.passages).units), sayGaps(elsewhere), HONESTY);
  }
  const { units, coverage } = answerFromFiles(asked, found.passages);
  if (coverage >= ANSWERS_FROM) return join(group(units), sayGaps(found), HONESTY);
  const gaps = join(sayGaps(found), sayDeleted(found));
  if (coverage >= CLOSE_FROM)
    return join('This comes close; whether it answers you is for you to judge:', group(units), gaps, HONESTY);
  const closest = units.slice(0, 2);
  const searched = elsewhere ? `${found.searched}, then all files,` : found.searched;
  const none = `I searched ${searched} and found no sentence that answers this: the files do not seem to say it.`;
  return join(none, closest.length === 0 ? '' : `What comes closest:\n\n${group(closest)}`, gaps);
}

export function saySummary(outcomes: readonly ToolOutcome[]): string {
  let isQuoted = false;
  const parts = outcomes.map((outcome) => {
    const error = toToolError(outcome);
    if (error) return `That file could not be read: ${error}.`;
    const found = toFileOutcome(outcome);
    const sentences = extractSentences(found.passages, null, SUMMARY_SENTENCES);
    const byCite = new Map(found.passages.map((passage) => [passage.cite, passage]));
    const lines = sentences.flatMap(({ text, cite }) => {
      const passage = byCite.get(cite);
      return passage ? [{ text, passage }] : [];
    });
    const [first] = found.passages;
    const start = first ? [{ text: first.text.replaceAll(/\s+/g, ' ').slice(0, 400), passage: first }] : [];
    const rest = found.next_from ? `This covers the first ${found.next_from} of ${found.total_chars} characters.` : '';
    const quoted = lines.length > 0 ? lines : start;
    isQuoted ||= quoted.length > 0;
    return join(group(quoted), rest, sayGaps(found));
  });
  return join(...parts, isQuoted ? HONESTY : '');
}

/** The beginning of one page, sentence by sentence. */
export function sayPage(outcome: ToolOutcome, page: number): string {
  const error = toToolError(outcome);
  if (error) return `I could not read that page: ${error}.`;
  const found = toFileOutcome(outcome);
  const units = toUnits(found.passages.filter((passage) => passage.page === page));
  const rest = units.length > PAGE_UNITS ? `These are the first ${PAGE_UNITS} sentences of the page.` : '';
  if (units.length === 0) return join('There is no text on that page.', sayGaps(found));
  return join(group(units.slice(0, PAGE_UNITS)), rest, sayGaps(found), HONESTY);
}

type Listed = { file_id?: unknown; name?: unknown; pages?: unknown; state?: unknown };

export const toListed = ({ data }: ToolOutcome): Listed[] => (Array.isArray(data.files) ? (data.files as Listed[]) : []);

export function sayList(outcome: ToolOutcome): string {
  const error = toToolError(outcome);
  if (error) return `I could not list your files: ${error}.`;
  const files = toListed(outcome);
  if (files.length === 0) return NO_FILES;
  const lines = files.map(({ name, pages, state }) => {
    const facts = [
      ...(typeof pages === 'number' ? [pages === 1 ? '1 page' : `${pages} pages`] : []),
      ...(state === 'ready' ? [] : [String(state)]),
    ];
    return `- ${String(name)}${facts.length === 0 ? '' : ` (${facts.join(', ')})`}`;
  });
  return join(`You have ${files.length === 1 ? '1 file' : `${files.length} files`}, newest first:`, lines.join('\n'));
}
