import type { Ability } from '../plan.ts';
import { changePlan, toName } from './change-plan.ts';

const DONE = '(?:done|finished|complete|completed|closed|over|ready|taken care of)';

/** Ways to say that a task is done; the group is its name. */
const DONE_FORMS: readonly RegExp[] = [
  new RegExp(`^(?:mark|set|flag|call|report|put|log)\\s+(.+?)\\s+(?:as |to |= ?)?(?:being )?${DONE}$`, 'i'),
  /^(?:(?:you can|i can|can you|please) )?(?:check|tick|cross|strike|scratch|mark)\s+off\s+(.+)$/i,
  /^(?:(?:you can|i can) )?(?:check|tick|cross|strike|scratch)\s+(.+?)\s+off(?: (?:my|the) list)?$/i,
  /^(?:complete|finish|close|resolve)\s+(?:off )?(?:the |my )?(?:task|to-?do|reminder|item)\b\s*(.+)$/i,
  /^(?:complete|finish|close|resolve)\s+(.+?)\s+(?:task|to-?do|reminder)$/i,
  /^(?:i(?:'ve| have)?|we(?:'ve| have)?)(?: already| just| finally)* (?:finished|completed|done|paid|sent|called|did|made|bought|handled)\s+(.+?)(?:[,;.] *(?:so |and )?(?:please |you can )?(?:mark|tick|check|cross|close|set)\b.*)$/i,
  /^(?:(?:i(?:'ve| have)?|we(?:'ve| have)?) )?(?:already |just |finally )*(?:finished|completed|done)(?: with)?\s+(.*\b(?:task|to-?do|reminder)\b.*)$/i,
  /^(?:(?:task )?(?:done|finished|completed?)|(?:mark|set|check|tick)(?: (?:it|this|that))?(?: as)? (?:done|off|complete|finished))\s*[:,-]\s*(.+)$/i,
  /^complete (?!the (?:sentence|text|following|phrase|table|form|code|list)|this|my (?:sentence|text|code))(\S+(?: \S+){0,5})$/i,
  /^(?:i'm |i am |we're )?(?:done|finished|through) with\s+(.+)$/i,
  new RegExp(`^(?:the |my )?(?:task|to-?do|reminder)\\s+(.+?)\\s+(?:is|are|was)(?: now| already| finally)* ${DONE}$`, 'i'),
  new RegExp(
    `^(?!(?:it|this|that|everything|all|nothing|what|who|when|which|is|how)\\b)((?:\\S+ ){1,5}?)(?:is|are)(?: now| already| finally)* ${DONE}$`,
    'i',
  ),
  new RegExp(`^(.+?\\b(?:task|to-?do|reminder)\\b.*?)\\s+(?:is|are|was|has been)(?: now| already| finally)* ${DONE}$`, 'i'),
  new RegExp(
    `^(.+?)\\s+(?:is|are|was|has been)(?: now| already| finally)* ${DONE}[,;.]? *(?:so |and )?(?:please |you can )?(?:mark|tick|check|cross|close)\\b.*$`,
    'i',
  ),
];

/** `mark the report as done` */
export const completeTasks: Ability = ({ bare }) => {
  for (const form of DONE_FORMS) {
    const name = form.exec(bare)?.[1];
    if (name === undefined || toName(name) === '') continue;
    return changePlan({
      intent: 'task_complete',
      name: toName(name),
      call: ({ id }) => ({ tool: 'complete_task', arguments: { task_id: id } }),
      say: ({ title }) => `Done: **${title}** is completed.`,
    });
  }
  return null;
};
