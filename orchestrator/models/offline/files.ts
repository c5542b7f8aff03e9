import { NAMED, step, toFilePlan } from './file-plan.ts';
import { sayList } from './file-sayings.ts';
import type { Ability, Plan } from './plan.ts';

const KINDS =
  'files?|documents?|docs?|pdfs?|uploads?|attachments?|spreadsheets?|notes|handbook|manual|contract|lease|report|paper|slides|presentation|csv|invoice|policy|minutes|transcript|study|agreement|thesis|resume|cv';
const OWN = new RegExp(
  `\\b(?:my|our|uploaded|attached|these|this|the)\\s+(?:[\\w-]+\\s+){0,2}?(?:${KINDS})\\b|\\b(?:i|we) (?:have )?(?:just )?(?:uploaded|attached)\\b|\\b(?:uploaded|attached)\\b|^(?:which|what) (?:${KINDS}) (?:mentions?|contains?|says?|talks?|covers?|has|have|holds?)\\b`,
  'i',
);
const FILE_VERB =
  /\b(?:what|which|who|when|where|how|does|do|is|are|can|any|summar|search|find|look|quote|according|tell|list|give|show|mention|says?|key points|tl;?dr|explain|extract|compare|in the|overview|gist)\w*/i;
const MAKING = /\b(?:write|draft|compose|translate|rewrite|delete|remove|rename|upload (?:a|my|the|this)|convert)\b/i;
const MAKES_FIRST = new RegExp(`^${MAKING.source}`, 'i');
const LISTING = new RegExp(
  `^(?:what|which|how many) (?:of my |other |kinds? of )?(?:files|documents|docs|pdfs|uploads|attachments)\\b(?:.*\\b(?:do i have|have i|did i|i(?:'ve| have)? (?:uploaded|got)|are (?:there|uploaded|available|stored|in)|can you (?:see|read|access|search)|do you (?:have|see|know))\\b|$)|` +
    `^(?:list|show|display|name)(?: me)?(?: all)?(?: of)? (?:my|the|our|all|uploaded)(?: (?:my|the|uploaded|stored))* (?:files|documents|docs|pdfs|uploads|library|attachments)(?: (?:i|we|that|in|you)\\b.*)?$|` +
    `^(?:do i have|have i uploaded|are there|did i upload) (?:any|some) (?:files|documents|uploads|pdfs)\\b`,
  'i',
);
/** In any language. */
const ASKS = /[?？؟]/;

/** Questions that speak of files. */
export const askFiles: Ability = (question) => {
  const { bare } = question;
  if (LISTING.test(bare)) {
    const next: Plan['next'] = ([outcome]) => (outcome ? { say: sayList(outcome) } : step('list_files', {}));
    return { intent: 'list_files', agent: 'knowledge', why: 'You asked for your files.', next };
  }
  if (!(OWN.test(bare) || NAMED.test(bare)) || !FILE_VERB.test(bare) || MAKING.test(bare)) return null;
  return toFilePlan(question);
};

/** With files attached, a question is about them unless it is clearly about something else. */
export const askAttached: Ability = (question) =>
  question.fileIds.length > 0 && FILE_VERB.test(question.bare) && !MAKING.test(question.bare) ? toFilePlan(question) : null;

/** What nothing else understands is about the files of the conversation, if there are any. */
export const askEarlier: Ability = (question) => {
  const { text, bare, fileIds, earlierFileIds, deletedFiles } = question;
  const isAsked = ASKS.test(text);
  const isWish = (isAsked ? MAKES_FIRST : MAKING).test(bare);
  const hasFiles = fileIds.length + earlierFileIds.length + deletedFiles > 0;
  return hasFiles && !isWish && (isAsked || FILE_VERB.test(bare)) ? toFilePlan(question) : null;
};
