/**
 * What a piece of markup of a model's template is. `open`, `close`: around reasoning; of a weak name, which answers in XML use
 * too, only at the begin. `wrapper`: around the answer itself. `special`: nothing of the answer where it begins or ends.
 */
export type Mark = {
  kind: 'open' | 'close' | 'start' | 'channel' | 'message' | 'wrapper' | 'special' | 'call';
  isWeak?: boolean;
  /** Of a weak `open`: its own name closes it. */
  name?: string;
};

export type FoundMark = Mark & { end: number };

const MAX_CHARS = 100;

const CLOSING: Readonly<Record<string, string>> = { '<': '>', '[': ']', '◁': '▷' };

/** `<think>` and its relatives: `<thinking>`, `<thought>`, with a space of names (`seed:think`, `antml:thinking`) or a suffix. */
const STRONG = /^(?:[a-z\d]+[:_])?(?:think(?:ing)?|thoughts?)(?:_\w+)?$/;
const WEAK =
  /^(?:reasoning|reason|reflections?|reflect|analysis|scratchpad|(?:inner_|internal_)?monologue|chain_of_thought|cot|rationale|deliberation)$/;
const THOUGHT = '(?:think(?:ing)?|thoughts?|reasoning)';
const OPEN_TOKEN = new RegExp(`^(?:(?:begin|start)_(?:of_)?)?${THOUGHT}(?:_(?:begin|start))?$`);
const CLOSE_TOKEN = new RegExp(`^(?:(?:/|end_(?:of_)?)${THOUGHT}|${THOUGHT}_end)$`);
const WRAPPER_TOKEN = /^(?:begin|start|end)_(?:of_)?(?:solution|response|answer|final)$/;
const CALL_TOKEN =
  /^(?:python_tag|(?:start_)?(?:of_)?(?:tool|function)_calls?(?:_section)?(?:_(?:begin|start))?|action_start|start_action|plugin)$/;
const WRAPPER = /^(?:answer|response|final_answer|final|solution|output)$/;
const CALL = /^(?:[a-z]+[:_])?(?:tool_calls?|function_calls?|toolcalls?|invoke|tool_use|use_tool)$/;
const END_OF_TURN = /^(?:eos|bos|pad|end_of_turn|start_of_turn|end_of_utterance)$/;

/** What the begin of a text may still become. Attributes only behind names that are known. */
const PARTIAL = /^<\s?\/?\s?[|｜]?(?:DSML[|｜])?[\w:▁.=-]{0,48}[|｜]?$/;
const PARTIAL_ATTRIBUTES =
  /^<\s?(?:[a-z\d]+[:_])?(?:think|thought|reason|analysis|scratchpad|tool_|function|invoke|details)\w*\s[^<>]*$/i;

const BRACKETS: ReadonlyMap<string, Mark> = new Map<string, Mark>([
  ['THINK', { kind: 'open' }],
  ['THINKING', { kind: 'open' }],
  ['REASONING', { kind: 'open' }],
  ['/THINK', { kind: 'close' }],
  ['/THINKING', { kind: 'close' }],
  ['/REASONING', { kind: 'close' }],
  ['TOOL_CALLS', { kind: 'call' }],
  ['TOOL_CALL', { kind: 'call' }],
  ['TOOL_REQUEST', { kind: 'call' }],
  ['/TOOL_CALLS', { kind: 'special' }],
  ['/INST', { kind: 'special' }],
  ['EOS', { kind: 'special' }],
]);

/** Some of the words are also those of links and lists: then they are in small letters. */
function fromBracket(inner: string): Mark | null {
  const name = inner.toUpperCase();
  return inner === name || /^\/?think(?:ing)?$/i.test(inner) ? (BRACKETS.get(name) ?? null) : null;
}

/** `<|…|>`, also with full-width bars; Gemma leaves one of the bars out. */
function fromToken(inner: string): Mark | null {
  const [, lead = '', core = '', trail = ''] = /^(\/?\|?)([^|]+)(\|?)$/.exec(inner) ?? [];
  if (core === 'channel') return { kind: lead === '' ? 'close' : trail === '' ? 'open' : 'channel' };
  const name = `${lead.startsWith('/') ? '/' : ''}${core.trim()}`;
  if (OPEN_TOKEN.test(name)) return { kind: 'open' };
  if (CLOSE_TOKEN.test(name)) return { kind: 'close' };
  if (name === 'start' || name === 'message') return { kind: name };
  if (WRAPPER_TOKEN.test(name)) return { kind: 'wrapper' };
  if (lead !== '' && CALL_TOKEN.test(name)) return { kind: 'call' };
  return /^[\w:./-]{1,40}$/.test(name) ? { kind: 'special' } : null;
}

function fromElement(inner: string): Mark | null {
  const [, slash = '', name = '', value, attributes = ''] = /^(\/?)\s*([\w:.-]+)(=\S+)?(\s[\s\S]*)?$/.exec(inner) ?? [];
  const kind = slash === '' ? 'open' : 'close';
  if (name === 'unused94') return { kind: 'open' };
  if (name === 'unused95') return { kind: 'close' };
  if (STRONG.test(name)) return { kind: name.endsWith('_end') ? 'close' : kind };
  // Open WebUI, as a server.
  if (name === 'details' && attributes.includes('reasoning')) return { kind, isWeak: true, name };
  if (WEAK.test(name)) return { kind, isWeak: true, name };
  const isFunction = name === 'function' && (value !== undefined || attributes.includes('name'));
  if (CALL.test(name) || isFunction) return { kind: kind === 'open' ? 'call' : 'special' };
  if (WRAPPER.test(name)) return { kind: 'wrapper', isWeak: true, name: `${slash}${name}` };
  if (name === 's' && slash !== '') return { kind: 'special', name };
  return END_OF_TURN.test(name) ? { kind: 'special' } : null;
}

function classify(opening: string, inner: string): Mark | null {
  if (opening === '[') return fromBracket(inner);
  const name = inner
    .trim()
    .toLowerCase()
    .replaceAll('▁', '_')
    .replaceAll('｜', '|')
    .replace(/^(\/?)\|dsml\|/, '$1');
  if (opening === '◁') return /^\/?think$/.test(name) ? { kind: name === 'think' ? 'open' : 'close' } : null;
  return name.includes('|') ? fromToken(name) : fromElement(name);
}

function mayBecome(opening: string, text: string): boolean {
  if (opening === '<') return PARTIAL.test(text) || PARTIAL_ATTRIBUTES.test(text);
  if (opening === '◁') return ['◁think', '◁/think'].some((name) => name.startsWith(text));
  const begin = text.slice(1).toUpperCase();
  return [...BRACKETS.keys()].some((name) => name.startsWith(begin));
}

/** The markup at a place of a text; `partial`: more of the text must tell; `null`: there is none. */
export function readMark(text: string, at: number): FoundMark | 'partial' | null {
  const opening = text.charAt(at);
  const piece = text.slice(at, at + MAX_CHARS);
  const length = piece.indexOf(CLOSING[opening] as string);
  if (length < 0) return piece.length < MAX_CHARS && mayBecome(opening, piece) ? 'partial' : null;
  const mark = classify(opening, piece.slice(1, length));
  return mark && { ...mark, end: at + length + 1 };
}

/** Ends reasoning that any of the strong marks began. */
export const STRONG_CLOSE =
  /<\s?\/\s?(?:[a-z\d]+[:_])?(?:think(?:ing)?|thoughts?)(?:_\w+)?\s?>|\[\/(?:think|thinking|reasoning)\]|◁\/think▷|<[|｜](?:\/|end[_▁](?:of[_▁])?)(?:think(?:ing)?|thoughts?|reasoning)[|｜]>|<\/[|｜]?(?:think(?:ing)?)[|｜]>|<(?:[|｜])?(?:think(?:ing)?|thoughts?|reasoning)_end(?:[|｜])?>|<unused95>|<channel\|>/gi;

export const closeOf = (name: string): RegExp => new RegExp(`<\\s?/\\s?${name}\\s?>`, 'gi');
