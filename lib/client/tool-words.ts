import type { StepState, ToolStep } from './run-view.ts';

type Arguments = Record<string, unknown>;

type ToolWords = {
  /** "search", "searching", "searched" */
  verb: readonly [to: string, doing: string, done: string];
  thing: string;
  /** What it is done to, more exactly than `thing`; `null` when the arguments do not tell. */
  about?(args: Arguments): string | null;
  /** What it says when it succeeds is a sentence that tells what was done. */
  isTold?: true;
};

const quoted = (value: unknown): string | null => (typeof value === 'string' && value.trim() !== '' ? `“${value.trim()}”` : null);
const named = (value: unknown): string | null => (/^(file|task)_[0-9A-Za-z]+$/.test(String(value)) ? null : quoted(value));
const join = (before: string, quote: string | null): string | null => (quote === null ? null : `${before} ${quote}`);
const onTask = (args: Arguments) => join('the task', named(args.title ?? args.task_id));

const TOOLS: Record<string, ToolWords> = {
  search_files: {
    verb: ['search', 'searching', 'searched'],
    thing: 'the files',
    about: ({ query }) => join('the files for', quoted(query)),
  },
  read_file: { verb: ['read', 'reading', 'read'], thing: 'a file', about: toFileWords, isTold: true },
  list_files: { verb: ['look through', 'looking through', 'looked through'], thing: 'the list of files' },
  web_search: {
    verb: ['search', 'searching', 'searched'],
    thing: 'the web',
    about: ({ query }) => join('the web for', quoted(query)),
    isTold: true,
  },
  read_page: { verb: ['read', 'reading', 'read'], thing: 'a web page', about: toHost, isTold: true },
  calculate: { verb: ['calculate', 'calculating', 'calculated'], thing: '' },
  current_time: { verb: ['look up', 'looking up', 'looked up'], thing: 'the date and time' },
  run_python: { verb: ['run', 'running', 'ran'], thing: 'a Python program' },
  run_javascript: { verb: ['run', 'running', 'ran'], thing: 'a JavaScript program' },
  create_task: { verb: ['create', 'creating', 'created'], thing: 'a task', about: onTask, isTold: true },
  update_task: { verb: ['change', 'changing', 'changed'], thing: 'a task', about: onTask, isTold: true },
  complete_task: { verb: ['complete', 'completing', 'completed'], thing: 'a task', about: onTask, isTold: true },
  delete_task: { verb: ['delete', 'deleting', 'deleted'], thing: 'a task', about: onTask, isTold: true },
  list_tasks: { verb: ['look through', 'looking through', 'looked through'], thing: 'the tasks' },
  plan_goal: { verb: ['plan', 'planning', 'planned'], thing: 'a goal', about: ({ goal }) => quoted(goal), isTold: true },
};

function toFileWords({ file_id: file, page }: Arguments): string | null {
  const name = named(file);
  return typeof page === 'number' ? `${name ?? 'a file'} from page ${page} on` : name;
}

function toHost({ url }: Arguments): string | null {
  return typeof url === 'string' && URL.canParse(url) ? `a page of ${new URL(url).hostname}` : null;
}

/** A tool that this page does not know is named as it names itself. */
function wordsOf(tool: string): ToolWords {
  return TOOLS[tool] ?? { verb: ['use', 'using', 'used'], thing: tool.replaceAll('_', ' ') };
}

function argumentsOf(value: unknown): Arguments {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function phrase(tool: string, verb: 0 | 1 | 2, args: unknown): string {
  const words = wordsOf(tool);
  return `${words.verb[verb]} ${words.about?.(argumentsOf(args)) ?? words.thing}`.trim();
}

const VERBS: Record<StepState, 0 | 1 | 2> = { running: 1, ok: 2, error: 1, cancelled: 1 };

/** What somebody is asked to allow: "create the task “Call Ana”". */
export function toIntent(tool: string, args: unknown): string {
  return phrase(tool, 0, args);
}

/** What is being done, for one line: "searching the files for “mill”". */
export function toDoing({ tool, arguments: args }: Pick<ToolStep, 'tool' | 'arguments'>): string {
  return phrase(tool, 1, args);
}

/** What was done, without to what: "searched the files". */
export function toDone(tool: string): string {
  return phrase(tool, 2, null);
}

/** What was not done: "searching the files failed". */
export function toUndone(tool: string, ending: 'failed' | 'stopped'): string {
  return `${phrase(tool, 1, null)} ${ending}`;
}

/** A call as a line: what is done, and what came of it or what it is at. */
export function describeCall({ tool, arguments: args, state, summary, note }: ToolStep): { title: string; text: string } {
  if (state === 'ok' && wordsOf(tool).isTold && summary !== undefined && summary !== '') return { title: summary, text: '' };
  return { title: capitalise(phrase(tool, VERBS[state], args)), text: summary ?? note ?? toRest(tool, args) };
}

/** Arguments that no words tell. */
function toRest(tool: string, args: unknown): string {
  if (tool === 'calculate') return String(argumentsOf(args).expression ?? '');
  if (tool in TOOLS) return '';
  return typeof args === 'string' ? args : (JSON.stringify(args) ?? '');
}

export function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
