import type { ModelRequest } from '../../core/model.ts';
import { LenientJson } from '../lenient-json.ts';
import { toToolName } from '../tool-name.ts';

type Tools = ModelRequest['tools'];
type Fields = Record<string, unknown>;
export type TextCall = { name: string; arguments: string };

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Tags and tokens around a call; what is left are names and JSON. */
const MARKUP =
  /<\/?[|｜]?\/?[\w:▁ ]{1,40}[|｜]?>|\[\/?(?:TOOL_CALLS?|TOOL_REQUEST|ARGS|CALL_ID|END_TOOL_REQUEST)\]|`{3,}(?:[\w-]*)/g;
const FUNCTION =
  /<(?:function=|(?:function|invoke)\s+name\s*=\s*)["']?([\w.:-]+)["']?\s*>([\s\S]*?)(?:<\/(?:function|invoke)>|$)/g;
const PARAMETER = /<(?:parameter=|parameter\s+name\s*=\s*)["']?([\w.-]+)["']?[^>]{0,40}>([\s\S]*?)<\/parameter>/g;
const PAIR = /<arg_key>([\s\S]*?)<\/arg_key>\s*<arg_value>([\s\S]*?)<\/arg_value>/g;
/** Gemma's own quotes around strings. */
const STRING_QUOTE = /<\|"\|>|<escape>/g;
/** Names of tags stand in a space of names: `antml:invoke`, `｜DSML｜invoke`. */
const NAMESPACE = /(<\/?)(?:[a-z]{1,12}:|[|｜]DSML[|｜])(?=(?:function_calls|invoke|parameter)\b)/g;
const CALL_ID = /\[CALL_ID\]\s*[\w-]{0,64}/g;
const NAME_BEFORE = /([\w.:/-]+)\W{0,8}(?:json)?\s*$/;
const MAX_NAME_CHARS = 120;
/** Longer calls are taken for text: the patterns look at their text more than once. */
const MAX_CALL_CHARS = 64 * 1024;
const ARGUMENTS = ['arguments', 'parameters', 'args', 'input', 'kwargs', 'action_input', 'tool_input'];

const offers = (name: string, tools: Tools) => tools.some((tool) => tool.name === toToolName(name, tools));

/** A value between tags is JSON where it can be, else the text itself. */
function toValue(text: string): unknown {
  const trimmed = text.trim();
  try {
    return JSON.parse(trimmed) as unknown;
  } catch {
    return trimmed;
  }
}

function fromPairs(text: string, pattern: RegExp): string {
  const entries = [...text.matchAll(pattern)].map(([, key = '', value = '']) => [key.trim(), toValue(value)] as const);
  return JSON.stringify(Object.fromEntries(entries));
}

/** `{"name": …, "arguments": …}` in its spellings, or a list of them. */
function fromJson(value: unknown): TextCall[] {
  if (Array.isArray(value)) return value.flatMap(fromJson);
  if (!isFields(value)) return [];
  if (Array.isArray(value.tool_calls)) return fromJson(value.tool_calls);
  if (isFields(value.function)) return fromJson(value.function);
  const name = value.name ?? value.tool_name ?? value.tool ?? value.function ?? value.action;
  if (typeof name !== 'string') return [];
  const args = ARGUMENTS.map((key) => value[key]).find((found) => found !== undefined) ?? {};
  return [{ name, arguments: typeof args === 'string' ? args : JSON.stringify(args) }];
}

function readJson(text: string): { value: unknown; rest: string } | null {
  try {
    const { value, rest, missing } = new LenientJson(text).read();
    return missing > 1 ? null : { value, rest };
  } catch {
    return null;
  }
}

/** Calls as JSON, with the name inside or before it, in a text without markup; `rest` is what stands behind the last one. */
function fromPlain(text: string): { calls: TextCall[]; before: string; rest: string } {
  const calls: TextCall[] = [];
  let before = '';
  let rest = text;
  for (let at = rest.search(/[[{]/); at >= 0; at = rest.search(/[[{]/)) {
    const read = readJson(rest.slice(at));
    if (!read) break;
    const made = fromJson(read.value);
    const name = NAME_BEFORE.exec(rest.slice(Math.max(0, at - MAX_NAME_CHARS), at))?.[1];
    if (made.length === 0 && name === undefined) break;
    if (made.length > 0 && calls.length === 0) before = rest.slice(0, at);
    calls.push(...(made.length > 0 ? made : [{ name: name as string, arguments: JSON.stringify(read.value) }]));
    rest = read.rest;
  }
  return { calls, before, rest };
}

/** `[name(key="value")]` and `name.call(key="value")`. */
function fromPython(text: string): TextCall[] {
  const code = /^\s*print\(([\s\S]*)\)\s*$/.exec(text)?.[1] ?? text;
  const match = /^\W{0,8}([\w.]+?)(?:\.call)?\(([\s\S]*)\)\W{0,8}$/.exec(code.trim());
  const read = match ? readJson(`{${match[2]}}`) : null;
  return match && read && read.rest.trim() === '' ? [{ name: match[1] as string, arguments: JSON.stringify(read.value) }] : [];
}

const NO_CALLS = { calls: [], before: '', rest: '' };

function readCalls(text: string): { calls: TextCall[]; before: string; rest: string } {
  const clean = text.replaceAll(STRING_QUOTE, '"').replaceAll(NAMESPACE, '$1').replace(CALL_ID, '');
  const functions = [...clean.matchAll(FUNCTION)].map(([, name = '', inner = '']) => ({
    name,
    arguments: inner.includes('<parameter') ? fromPairs(inner, PARAMETER) : inner.trim(),
  }));
  if (functions.length > 0) {
    const last = [...clean.matchAll(FUNCTION)].at(-1);
    return { calls: functions, before: '', rest: clean.slice((last?.index ?? 0) + (last?.[0].length ?? 0)).replace(MARKUP, ' ') };
  }
  if (clean.includes('<arg_key>')) {
    const name = /^\s*([\w.:-]+)/.exec(clean.replace(/^\s*<[^>]{1,40}>/, ''))?.[1] ?? '';
    const rest = clean.slice(clean.lastIndexOf('</arg_value>') + '</arg_value>'.length);
    return { calls: [{ name, arguments: fromPairs(clean, PAIR) }], before: '', rest: rest.replace(MARKUP, ' ') };
  }
  const plain = clean.replace(MARKUP, ' ');
  const found = fromPlain(plain);
  if (found.calls.length > 0) return found;
  return { calls: fromPython(plain), before: '', rest: '' };
}

/**
 * The calls that a model wrote into its answer, from where their markup begins. They count only where all of them are of offered
 * tools and nothing stands behind them; `text` is what else there is to show: the text itself where it only speaks of calls.
 */
export function parseTextCalls(text: string, tools: Tools): { calls: TextCall[]; text: string } {
  const { calls, before, rest } = text.length > MAX_CALL_CHARS ? NO_CALLS : readCalls(text);
  if (calls.length === 0) return { calls, text };
  const isKnown = calls.every(({ name }) => offers(name, tools));
  if (rest.trim() === '' && isKnown) return { calls, text: '' };
  const others = `${before}${rest}`.trim();
  // A tool that does not exist: the engine tells the model so.
  return others === '' && tools.length > 0 ? { calls, text: '' } : { calls: [], text: others };
}

const FENCES = ['tool_call', 'tool_calls', 'tool_code', 'function_call', 'function_calls', 'json'];
const FIRST_KEYS = ['name', 'function', 'tool', 'tool_name', 'tool_calls', 'type', 'id', 'action', ...ARGUMENTS];
const NAMED = /["'](?:name|tool|tool_name|function|action)["']\s*:\s*["']([^"']*)["']/;
const MAX_UNDECIDED_CHARS = 400;
const FUNCTOOLS = 'functools[';

function maybeJson(text: string, tools: Tools): boolean | null {
  const key = /^\[?\s*\{\s*["']?([\w]*)(["'])?/.exec(text);
  if (!key) return /^\[?\s*\{?\s*$/.test(text) ? null : false;
  const [, name = '', end] = key;
  if (!FIRST_KEYS.some((known) => (end === undefined ? known.startsWith(name) : known === name))) return false;
  const called = NAMED.exec(text)?.[1];
  if (called !== undefined) return offers(called, tools);
  return text.length < MAX_UNDECIDED_CHARS ? null : false;
}

function maybePython(text: string, tools: Tools): boolean | null {
  const [, name = '', open] = /^\[\s*([\w.]*)(\()?/.exec(text) ?? [];
  if (open !== undefined) return offers(name, tools);
  return name !== '' && text.length === text.indexOf(name) + name.length && tools.some((tool) => tool.name.startsWith(name))
    ? null
    : false;
}

/** Whether an answer that begins so is nothing but a call of an offered tool; `null`: more of it must tell. */
export function isBareCall(begin: string, tools: Tools): boolean | null {
  if (tools.length === 0) return false;
  // Phi writes this word in front of its list.
  if (FUNCTOOLS.startsWith(begin)) return null;
  if (begin.startsWith(FUNCTOOLS)) return maybeJson(begin.slice(FUNCTOOLS.length - 1), tools);
  if (!begin.startsWith('`')) {
    if (!/^[[{]/.test(begin)) return false;
    return /^\[\s*[\w.]/.test(begin) ? maybePython(begin, tools) : maybeJson(begin, tools);
  }
  const fence = /^`{3}([\w-]*)(\s*)([\s\S]*)$/.exec(begin);
  if (!fence) return '```'.startsWith(begin) ? null : false;
  const [, info = '', space = '', inner = ''] = fence;
  if (space === '') return FENCES.some((name) => name.startsWith(info)) ? null : false;
  if (!FENCES.includes(info)) return false;
  return info === 'json' ? (inner === '' ? null : maybeJson(inner, tools)) : true;
}
