import { announce } from '../../lib/client/announcer-store.ts';
import { chatActions, chatStore } from '../../lib/client/chat.ts';
import type { SendCommand, SendOutcome } from '../../lib/client/chat-actions.ts';
import { NEW_CHAT } from '../../lib/client/chat-store.ts';
import { focusComposer, isTouch } from '../../lib/client/composer.ts';
import { type DraftFile, giveBack } from '../../lib/client/drafts-store.ts';
import { showConversation } from '../../lib/client/navigation.ts';
import { refreshConversations } from '../../lib/client/queries.ts';
import { tellTabs } from '../../lib/client/tab-channel.ts';
import { toPlace } from '../../lib/client/to-place.ts';
import { showToast } from '../../lib/client/toast-store.ts';
import { useUi } from '../../lib/client/ui-store.ts';

/** Sends, shows where the answer appears, and gives text and files back when it could not be sent. */
export async function sendMessage(command: SendCommand, draftFiles: DraftFile[] = []): Promise<void> {
  const key = command.conversationId ?? NEW_CHAT;
  if (chatStore.getState().pending[key]) return;
  if (!isTouch()) focusComposer();
  await deliver(command, draftFiles);
}

/** The same for whoever waits for what becomes of it, and keeps the focus where it is. */
export async function deliver(command: SendCommand, draftFiles: DraftFile[] = []): Promise<SendOutcome> {
  const key = command.conversationId ?? NEW_CHAT;
  const outcome = await chatActions.send(command);
  if (outcome.kind === 'failed') {
    if (command.answersMessageId === undefined) giveBack(key, command.text, draftFiles);
    showToast({ tone: 'error', text: `Not sent. ${outcome.error.message}` });
    announce('The message was not sent');
    return outcome;
  }
  const { conversation_id: id } = outcome.run;
  announce('Writing the answer');
  if (command.conversationId === null) {
    useUi.setState(({ agents: { [NEW_CHAT]: agent, ...others } }) => ({
      agents: agent === undefined ? others : { ...others, [id]: agent },
    }));
    const place = toPlace(globalThis.location.pathname);
    if (place.kind === 'chat' && place.conversationId === null) showConversation(id, 'replace');
  }
  tellTabs(id);
  void refreshConversations();
  return outcome;
}
