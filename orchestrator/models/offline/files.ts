import { extractSentences, HONESTY, toCitedList } from './extract.ts';
import { toPassages } from './passages.ts';
import { type Ability, callThenSay, type ToolOutcome, toToolError } from './plan.ts';

const OWN =
  /\b(?:my|our|uploaded|attached|these|this|the)\s+(?:[\w-]+\s+){0,2}?(?:files?|documents?|pdfs?|uploads?|attachments?|spreadsheets?|notes|handbook|manual|contract|report|paper|slides|presentation|csv)\b|\b(?:i|we) (?:have )?(?:just )?(?:uploaded|attached)\b|\b(?:uploaded|attached)\b|^(?:which|what) (?:files?|documents?|pdfs?) (?:mentions?|contains?|says?|talks?|covers?|has|have|holds?)\b|\b[\w-]+\.(?:pdf|docx?|xlsx?|csv|pptx?|txt|md|odt)\b/i;
const FILE_VERB =
  /\b(?:what|which|who|when|where|how|does|do|is there|are there|any|summar|search|find|look|quote|according|tell|list|give|show|mention|says?|key points|tl;?dr|explain|extract|compare|in the)\w*/i;
const FILE_QUOTES = 5;

function sayFiles(outcome: ToolOutcome, asked: string, wantsSummary: boolean): string {
  const error = toToolError(outcome);
  if (error) return `The search of your files did not work: ${error}.`;
  const passages = toPassages(outcome);
  const sentences = extractSentences(passages, wantsSummary ? null : asked, FILE_QUOTES);
  if (sentences.length > 0) return `From your files:\n\n${toCitedList(sentences)}\n\n${HONESTY}`;
  const [first] = passages;
  return first
    ? `From your files:\n\n- ${first.text.replaceAll(/\s+/g, ' ').slice(0, 600)} ${first.cite}`
    : 'I found nothing about that in your files.';
}

/** Questions about uploaded files, through `search_files`. */
export const askFiles: Ability = ({ bare }) => {
  if (!OWN.test(bare) || !FILE_VERB.test(bare) || /\b(?:write|draft|compose|translate|rewrite)\b/i.test(bare)) return null;
  const wantsSummary = /\b(?:summar|key points|main (?:points|topics)|overview|tl;?dr|gist)/i.test(bare);
  const query = bare.replace(
    /^(?:search|look|find|check)\b(?: (?:through|in))? (?:my|the|our)(?: uploaded)? (?:files|documents|notes|uploads) for /i,
    '',
  );
  return callThenSay({
    intent: 'ask_files',
    agent: 'knowledge',
    why: 'The answer should be in your files.',
    calls: [{ tool: 'search_files', arguments: { query } }],
    say: ([outcome]) => sayFiles(outcome as ToolOutcome, bare, wantsSummary),
  });
};
