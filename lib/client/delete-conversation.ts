import { api } from './api.ts';
import { createDeferredDeletion } from './deferred-deletion.ts';
import { refreshConversations } from './queries.ts';
import { tellTabs } from './tab-channel.ts';

const deletion = createDeferredDeletion({
  what: 'The conversation',
  remove: (id) => api.call('deleteConversation', { params: { id }, keepalive: true }),
  async onRemoved() {
    await refreshConversations();
    tellTabs(null);
  },
});

/** Conversations that are out of sight and will be deleted unless that is undone. */
export const useDoomed = deletion.useDoomed;

export const deleteConversation = deletion.doom;
