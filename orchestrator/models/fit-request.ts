import { isAutomatic, toAutomatic } from '../core/automatic-message.ts';
import type { ModelItem, ModelRequest } from '../core/model.ts';
import { toItemTokens, toMostBytes, toRequestTokens } from './estimate-tokens.ts';

type Result = Extract<ModelItem, { type: 'tool_result' }>;

const LEFT_OUT = toAutomatic('Earlier messages of this conversation are left out here, because they do not fit.');
const NO_ROOM_FOR_TOOLS =
  'There is no room for tools in this conversation, whatever is said above: answer from what you know, and say what you would need a tool for.';
/** Less of a result tells nothing. */
const FEWEST_RESULT_TOKENS = 100;

const sum = (items: readonly ModelItem[]) => items.reduce((tokens, item) => tokens + toItemTokens(item), 0);

/** Where the turn begins that is to be answered: at the newest message that the user wrote. */
function toQuestionAt(items: readonly ModelItem[]): number {
  const at = items.findLastIndex((item) => item.type === 'message' && item.role === 'user' && !isAutomatic(item.content));
  return Math.max(0, at);
}

/** The newest of the older messages that fit, from a message of the user on. */
function toNewest(older: readonly ModelItem[], tokens: number): ModelItem[] {
  let room = tokens;
  let from = older.length;
  while (from > 0) {
    room -= toItemTokens(older[from - 1] as ModelItem);
    if (room < 0) break;
    from -= 1;
  }
  const begin = older.findIndex((item, at) => at >= from && item.type === 'message' && item.role === 'user');
  return begin === -1 ? [] : older.slice(begin);
}

/** Beginning and end of a text of at most so many bytes. */
function toShort(text: string, bytes: number): string {
  const size = Buffer.byteLength(text);
  if (size <= bytes) return text;
  const keep = Math.floor((text.length * bytes) / size);
  const [head, tail] = [Math.floor(keep * 0.7), Math.floor(keep * 0.3)];
  const [first, last] = [text.slice(0, head).toWellFormed(), tail === 0 ? '' : text.slice(-tail).toWellFormed()];
  return `${first}\n[… ${text.length - head - tail} characters left out, because they do not fit …]\n${last}`;
}

/** The longest results are cut first, all to the same length; `null` when that would leave too little of them. */
function withShortResults(turn: readonly ModelItem[], tokens: number): ModelItem[] | null {
  const results = turn.filter((item): item is Result => item.type === 'tool_result');
  const sizes = results.map(toItemTokens).sort((a, b) => a - b);
  let room = tokens - (sum(turn) - sizes.reduce((total, size) => total + size, 0));
  let share = Number.POSITIVE_INFINITY;
  for (const [index, size] of sizes.entries()) {
    const fair = room / (sizes.length - index);
    if (size > fair) {
      share = fair;
      break;
    }
    room -= size;
  }
  if (results.length === 0 || share < FEWEST_RESULT_TOKENS) return null;
  // The words about what is left out need room as well.
  const bytes = toMostBytes(share - 40);
  return turn.map((item) => (item.type === 'tool_result' ? { ...item, output: toShort(item.output, bytes) } : item));
}

function toNoTools(request: ModelRequest): ModelRequest {
  const { toolChoice: _choice, ...rest } = request;
  return { ...rest, tools: [], instructions: `${request.instructions}\n\n${NO_ROOM_FOR_TOOLS}`.trim() };
}

/** The newest message of the user with as little as possible around it. Pure. */
export function toSmallestRequest(request: ModelRequest): ModelRequest {
  const turn = request.items.slice(toQuestionAt(request.items));
  const bytes = toMostBytes(FEWEST_RESULT_TOKENS);
  const items = turn.map((item) => (item.type === 'tool_result' ? { ...item, output: toShort(item.output, bytes) } : item));
  return { ...(request.tools.length === 0 ? request : toNoTools(request)), items };
}

/**
 * The request in at most so many tokens, by our own count: without the oldest messages, then with results of tools cut short,
 * then without tools. The newest message of the user stays whole. `null` when that is not possible. Pure.
 */
export function fitRequest(request: ModelRequest, tokens: number): ModelRequest | null {
  if (toRequestTokens(request) <= tokens) return request;
  const { items } = request;
  const at = toQuestionAt(items);
  const [older, turn] = [items.slice(0, at), items.slice(at)];
  for (const asked of request.tools.length === 0 ? [request] : [request, toNoTools(request)]) {
    const room = tokens - toRequestTokens({ ...asked, items: [] });
    const left = room - sum(turn);
    if (left >= 0) {
      const note: ModelItem = { type: 'message', role: 'user', content: LEFT_OUT };
      const kept = toNewest(older, left - toItemTokens(note));
      const isNoted = older.length > 0 && left >= toItemTokens(note);
      return { ...asked, items: [...(isNoted ? [note] : []), ...kept, ...turn] };
    }
    const shortened = withShortResults(turn, room);
    if (shortened) return { ...asked, items: shortened };
  }
  return null;
}
