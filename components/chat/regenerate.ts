import { chatStore } from '../../lib/client/chat.ts';
import type { StoredMessage } from '../../lib/contract/conversations.ts';
import type { AgentId } from '../../lib/contract/primitives.ts';
import { sendMessage } from './use-send.ts';

/** Answers the question above `answer` once more, beside the answers that exist. */
export function regenerate(answer: StoredMessage, agent: AgentId | null): void {
  const messages = chatStore.getState().threads[answer.conversation_id]?.messages;
  const question = answer.parent_id === null ? undefined : messages?.[answer.parent_id];
  if (!question) return;
  void sendMessage({
    conversationId: answer.conversation_id,
    text: question.content,
    parentId: question.parent_id,
    agent,
    answersMessageId: question.message_id,
    files: question.attachments,
  });
}
