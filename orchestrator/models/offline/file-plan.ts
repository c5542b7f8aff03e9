import type { JsonObject } from '../../../lib/contract/primitives.ts';
import { toFileOutcome } from './file-passages.ts';
import { isAnswered, join, NO_FILES, sayFound, sayPage, saySummary, toListed } from './file-sayings.ts';
import { type Plan, type Question, type Step, type ToolOutcome, toToolError } from './plan.ts';

/** Names of files, with their endings. */
export const NAMED =
  /"([^"\n]{1,200}\.\w{1,5})"|(?<![\w/.])((?:[\w()-]{1,60}[.]){1,4}(?:pdf|docx?|xlsx?|csv|tsv|pptx?|txt|md|odt|ods|odp|html?|json|epub|rtf|eml))\b/i;
const SUMMARY =
  /\b(?:summar\w*|key (?:points|takeaways|findings)|main (?:points|topics|ideas)|overview|tl;?dr|gist|recap)\b|^what(?:'s| is) (?:in|inside) |\bwhat\b.{1,60}\babout$/i;
/** Not only the files of this conversation. */
const LIBRARY =
  /\blibrary\b|\b(?:all|any|every|other|rest) (?:of )?(?:(?:my|our|the) )?(?:other )?(?:files|documents|docs|pdfs|uploads)\b/i;
const PAGE = /\b(?:on|of|from|does|read|show|open|quote|summari[sz]e|at)(?: me)?(?: the)? (?:page|slide|sheet) (\d{1,5})\b/i;
const MAX_SUMMARISED = 3;

export const step = (tool: string, args: JsonObject): Step => ({ calls: [{ tool, arguments: args }] });

/** Takes off what names the files and the wish, so that what is looked for remains. */
function toQuery(bare: string): string {
  const query = bare
    .replace(
      /^(?:please )?(?:search|look|find|check)\b(?: (?:through|in|inside))? (?:my|the|our|all)(?: \w+)? (?:files|documents|docs|notes|uploads) for /i,
      '',
    )
    .replace(
      /^(?:according to|based on|in) (?:my|the|our|this|these)(?: [\w-]+){1,3}?(?: (?:i|we) (?:uploaded|attached))?,\s*/i,
      '',
    )
    .replace(
      /^what (?:do|does|did|is) .{1,80}? (?:say|mention|state|tell|written|said)s?(?: us| me)? (?:about|on|regarding) /i,
      '',
    )
    .trim();
  return query.length >= 2 ? query : bare;
}

/** The named files, else the attached ones, else the newest of the conversation, else the newest that can be read. */
function summarise(named: string | null, { fileIds, earlierFileIds }: Question): Plan['next'] {
  const ofConversation = fileIds.length > 0 ? fileIds.slice(0, MAX_SUMMARISED) : earlierFileIds.slice(0, 1);
  const chosen = named === null ? ofConversation : [named];
  const read = (ids: readonly string[]): Step => ({
    calls: ids.map((id) => ({ tool: 'read_file', arguments: { file_id: id } })),
  });
  if (chosen.length > 0) return (done) => (done.length < chosen.length ? read(chosen) : { say: saySummary(done) });
  return ([listed, ...done]) => {
    if (!listed) return step('list_files', {});
    const files = toListed(listed);
    const newest = files.find(({ state }) => state === 'ready');
    if (!newest)
      return { say: files.length === 0 ? NO_FILES : 'None of your files can be read yet. Please ask again in a moment.' };
    if (done.length === 0) return read([String(newest.file_id)]);
    const others = files.length > 1 ? `This is your newest file; name another one to have it summarised.` : '';
    return { say: join(saySummary(done), others) };
  };
}

/** One page of the named file, or of the one that the conversation is about; `null`: nothing says which. */
function readOnePage(page: number, named: string | null, { fileIds, earlierFileIds }: Question): Plan['next'] | null {
  const fileId = named ?? fileIds[0] ?? earlierFileIds[0];
  if (fileId === undefined) return null;
  return ([outcome]) => (outcome ? { say: sayPage(outcome, page) } : step('read_file', { file_id: fileId, page }));
}

/** First in the files of the conversation; in all when these were read and do not say it. */
function searchStepwise(asked: string): Plan['next'] {
  const isSettled = (outcome: ToolOutcome) =>
    toToolError(outcome) !== null || toFileOutcome(outcome).still_being_read.length > 0 || isAnswered(outcome, asked);
  return ([first, wider]) => {
    if (!first) return step('search_files', { query: asked });
    if (!wider && !isSettled(first)) return step('search_files', { query: asked, scope: 'library' });
    return { say: sayFound(first, asked, wider) };
  };
}

const WHY = 'The answer should be in your files.';

/** A plan for everything that files may answer. */
export function toFilePlan(question: Question): Plan {
  const { bare, fileIds, earlierFileIds } = question;
  const plan = { intent: 'ask_files' as const, agent: 'knowledge' as const, why: WHY };
  const match = NAMED.exec(bare);
  const named = match?.[1] ?? match?.[2] ?? null;
  const asked = toQuery(
    named === null
      ? bare
      : bare.replace(/^what (?:does|do|is|did) .{1,120}? (?:say|state|mention)s? (?:about|on|regarding) /i, ''),
  );
  const page = PAGE.exec(bare)?.[1];
  const paged = page === undefined ? null : readOnePage(Number(page), named, question);
  if (paged) return { ...plan, next: paged };
  if (SUMMARY.test(bare) && !/\b(?:about|on|regarding|concerning) \w/i.test(asked))
    return { ...plan, next: summarise(named, question) };
  const isWithin = named === null && fileIds.length + earlierFileIds.length > 0;
  if (isWithin && !LIBRARY.test(bare)) return { ...plan, next: searchStepwise(asked) };
  const among = named === null ? {} : { file_ids: [named] };
  const search = { query: asked, ...among, ...(isWithin ? { scope: 'library' } : {}) };
  return { ...plan, next: ([outcome]) => (outcome ? { say: sayFound(outcome, asked) } : step('search_files', search)) };
}
