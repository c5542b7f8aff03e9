import { createId } from '../../lib/shared/ids.ts';
import { ModelError, type ModelEvent, type ModelRequest } from '../core/model.ts';
import { isComplete, toArguments } from './tool-arguments.ts';
import { toToolName } from './tool-name.ts';

type ToolCallEvent = Extract<ModelEvent, { type: 'tool_call' }>;
type Fields = Record<string, unknown>;
type Call = { index: number | undefined; id: string; name: string; pieces: string[]; isNamedAgain: boolean };
type Delta = { index: number | undefined; id: string; name: string; piece: string };

export type CallCollector = {
  /** A call, or a part of one; returns the length of its arguments. */
  add(delta: unknown): number;
  count(): number;
  /** `isWhole`: the model ended by itself, so that the last call is not cut. */
  finish(isWhole: boolean): ToolCallEvent[];
};

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** Some servers send the arguments as the object that they are, and some call them otherwise. */
function toPiece(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function toDelta(raw: Fields): Delta {
  const own = isFields(raw.function) ? raw.function : raw;
  const index = raw.index === undefined || raw.index === null ? undefined : Number(raw.index);
  return {
    index: Number.isFinite(index) ? index : undefined,
    id: typeof raw.id === 'string' || typeof raw.id === 'number' ? String(raw.id) : '',
    name: typeof own.name === 'string' ? own.name : '',
    piece: toPiece(own.arguments ?? own.parameters ?? own.input),
  };
}

/**
 * Puts the calls of an answer together. Some servers give every call the index 0, some none at all, some repeat the name with
 * each piece: a new id with a name begins a new call, and so does a name where nothing else tells calls apart.
 */
export function createCallCollector(provider: string, tools: ModelRequest['tools']): CallCollector {
  const calls: Call[] = [];

  function find({ index, id, name }: Delta): Call | undefined {
    if (index !== undefined) {
      const known = calls.findLast((call) => call.index === index);
      // Without name and id it can only be a part of the last one.
      return known ?? (name === '' && id === '' ? calls.at(-1) : undefined);
    }
    const known = id === '' ? undefined : calls.findLast((call) => call.id === id);
    return known ?? calls.at(-1);
  }

  function isNew(call: Call, { index, id, name, piece }: Delta): boolean {
    if (name === '' && !call.isNamedAgain) return false;
    if (call.name === '') return false;
    const isOther = name !== '' && name !== call.name;
    if (isOther) return !tools.some((tool) => tool.name.startsWith(call.name + name));
    const hasNewId = id !== '' && call.id !== '' && call.id !== id;
    if (hasNewId) return index === undefined || call.pieces.length === 0 || isComplete(call.pieces);
    return piece !== '' && isComplete(call.pieces) && !piece.startsWith(call.pieces.join(''));
  }

  return {
    add(raw) {
      if (!isFields(raw)) return 0;
      const delta = toDelta(raw);
      let call = find(delta);
      if (!call || isNew(call, delta)) {
        call = { index: delta.index, id: '', name: call?.isNamedAgain ? call.name : '', pieces: [], isNamedAgain: false };
        calls.push(call);
      }
      call.id ||= delta.id;
      if (delta.name !== call.name) call.name += delta.name;
      else if (delta.name !== '' && call.pieces.length > 0) call.isNamedAgain = true;
      if (delta.piece !== '') call.pieces.push(delta.piece);
      return delta.piece.length;
    },
    count: () => calls.length,
    finish(isWhole) {
      const ids = new Set<string>();
      return calls.map((call, at): ToolCallEvent => {
        if (call.name === '') throw new ModelError('malformed', provider);
        const callId = call.id === '' || ids.has(call.id) ? createId('call') : call.id;
        ids.add(callId);
        const isLast = at === calls.length - 1;
        const args = toArguments(call.pieces, provider, isWhole || !isLast);
        return { type: 'tool_call', callId, name: toToolName(call.name, tools), arguments: args };
      });
    },
  };
}
