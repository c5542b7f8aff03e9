/** A message as Chat Completions send it. */
export type ChatTurn = {
  role: string;
  content?: unknown;
  tool_calls?: readonly { id: string }[];
  tool_call_id?: string;
};

/** The complaint about a turn after what came before it; `open`: calls that wait for their results. */
function toFault(turn: ChatTurn, before: ChatTurn | undefined, open: string[]): string | null {
  if (turn.role === 'system') return 'System message must be at the beginning.';
  if (turn.role === 'tool') return turn.tool_call_id === open.shift() ? null : 'A result must follow its call.';
  if (open.length > 0) return 'A call has no result.';
  if (!before) return turn.role === 'user' ? null : 'The first message must be of the user.';
  if (turn.role === 'user' && before.role !== 'assistant') return `Conversation roles must alternate: user after ${before.role}.`;
  if (turn.role === 'assistant' && before.role === 'assistant') return 'Conversation roles must alternate: assistant twice.';
  return turn.content || turn.tool_calls?.length ? null : 'A message is empty.';
}

/** What the chat templates of Gemma and Mistral raise about a conversation; `null`: nothing. */
export function toTemplateError(messages: readonly ChatTurn[]): string | null {
  const turns = messages[0]?.role === 'system' ? messages.slice(1) : messages;
  let open: string[] = [];
  for (const [index, turn] of turns.entries()) {
    const fault = toFault(turn, turns[index - 1], open);
    if (fault !== null) return fault;
    if (turn.role !== 'tool') open = turn.tool_calls?.map(({ id }) => id) ?? [];
  }
  if (open.length > 0) return 'A call has no result.';
  return turns.at(-1)?.role === 'assistant' ? 'The last message must not be of the assistant.' : null;
}
