import { chatStore } from '../../lib/client/chat.ts';
import { toChosenAgent, useUi } from '../../lib/client/ui-store.ts';
import type { StoredMessage } from '../../lib/contract/conversations.ts';
import type { AgentId } from '../../lib/contract/primitives.ts';
import { sendMessage } from './use-send.ts';

/** Answers the question above `answer` once more, beside the answers that exist. */
export function regenerate(answer: StoredMessage, by: { agent?: AgentId; model?: string } = {}): void {
  const { conversation_id: id, parent_id: parentId } = answer;
  const messages = chatStore.getState().threads[id]?.messages;
  const question = parentId === null ? undefined : messages?.[parentId];
  if (!question) return;
  void sendMessage({
    conversationId: id,
    text: question.content,
    parentId: question.parent_id,
    agent: by.agent ?? toChosenAgent(useUi.getState(), id),
    ...(by.model === undefined ? {} : { model: by.model }),
    answersMessageId: question.message_id,
    files: question.attachments,
  });
}

/** Asks for the rest of an answer that was cut off. */
export function continueAnswer(answer: StoredMessage): void {
  void sendMessage({
    conversationId: answer.conversation_id,
    text: 'Please continue where you stopped.',
    parentId: answer.message_id,
    agent: toChosenAgent(useUi.getState(), answer.conversation_id),
  });
}
