import { toAutomatic } from '../core/automatic-message.ts';
import type { ModelItem } from '../core/model.ts';

type Message = Extract<ModelItem, { type: 'message' }>;
type Call = Extract<ModelItem, { type: 'tool_call' }>;
type Result = Extract<ModelItem, { type: 'tool_result' }>;

/** What stands in for a turn that templates insist on and nobody took. */
const BEGINNING = toAutomatic('The conversation goes on from your answer below.');
const NOTED = '(Noted.)';
const GO_ON = toAutomatic('Go on.');
const NO_RESULT = JSON.stringify({ error: 'stopped before there was a result' });

export type Dialogue = { instructions: string; items: ModelItem[] };

const isBlank = ({ content, images }: Message) => content.trim() === '' && !images?.length;
const filler = (role: 'user' | 'assistant', content: string): Message => ({ type: 'message', role, content });

function toJoined(first: Message, second: Message): Message {
  const images = [...(first.images ?? []), ...(second.images ?? [])];
  const content = [first.content, second.content].filter((text) => text.trim() !== '').join('\n\n');
  return { type: 'message', role: first.role, content, ...(images.length === 0 ? {} : { images }) };
}

/** Calls of one turn stand side by side, and their results behind them, in their order, each once. */
function toPaired(items: readonly ModelItem[]): ModelItem[] {
  const results = new Map<string, Result[]>();
  for (const item of items)
    if (item.type === 'tool_result') results.set(item.callId, [...(results.get(item.callId) ?? []), item]);
  const paired: ModelItem[] = [];
  let calls: Call[] = [];
  const settle = () => {
    for (const { callId } of calls)
      paired.push(results.get(callId)?.shift() ?? { type: 'tool_result', callId, output: NO_RESULT });
    calls = [];
  };
  for (const item of items) {
    if (item.type !== 'tool_call') settle();
    if (item.type === 'tool_result') continue;
    if (item.type === 'tool_call') calls.push(item);
    paired.push(item);
  }
  settle();
  return paired;
}

/** Adds a message where a user's or an assistant's turn may stand. */
function addMessage(items: ModelItem[], message: Message): void {
  const last = items.at(-1);
  if (last?.type === 'message' && last.role === message.role) {
    items[items.length - 1] = toJoined(last, message);
    return;
  }
  if (message.role === 'user' && last?.type === 'tool_result') items.push(filler('assistant', NOTED));
  if (message.role === 'assistant' && items.length === 0) items.push(filler('user', BEGINNING));
  items.push(message);
}

/**
 * A conversation in the one order that every template takes: system at the beginning alone, then user and assistant in turn,
 * the user first and last; results of tools right behind their calls. Nothing that was said is lost. Pure; what it makes, it
 * leaves as it is. Source: the chat templates of Gemma and Mistral, and what vLLM and llama.cpp say when they raise.
 */
export function toDialogue({ instructions, items }: Dialogue): Dialogue {
  const said = items.filter((item) => item.type !== 'message' || !isBlank(item));
  const isSystem = (item: ModelItem): item is Message => item.type === 'message' && item.role === 'system';
  const systems = said.filter(isSystem).map(({ content }) => content);
  const dialogue: ModelItem[] = [];
  for (const item of toPaired(said.filter((one) => !isSystem(one)))) {
    if (item.type === 'message') addMessage(dialogue, item);
    else {
      if (item.type === 'tool_call' && dialogue.length === 0) dialogue.push(filler('user', BEGINNING));
      dialogue.push(item);
    }
  }
  const last = dialogue.at(-1);
  if (last?.type === 'message' && last.role === 'assistant') dialogue.push(filler('user', GO_ON));
  return { instructions: [instructions, ...systems].filter((text) => text !== '').join('\n\n'), items: dialogue };
}
