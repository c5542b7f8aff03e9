import { useEffect } from 'react';
import { chatActions, chatStore } from '../../lib/client/chat.ts';
import { refreshApprovals, refreshConversations } from '../../lib/client/queries.ts';
import { onTabMessage } from '../../lib/client/tab-channel.ts';

/** Shows at once what was done in another tab. */
export function useTabChannel(): void {
  useEffect(
    () =>
      onTabMessage((conversationId) => {
        void refreshConversations();
        void refreshApprovals();
        if (conversationId !== null && chatStore.getState().threads[conversationId]) void chatActions.load(conversationId);
      }),
    [],
  );
}
