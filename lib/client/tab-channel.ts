import { z } from 'zod';

/** What tabs tell each other: this conversation (`null`: only the list) has changed. */
const tabMessage = z.object({ conversationId: z.string().nullable() });

const CHANNEL = 'cartrita';

export function tellTabs(conversationId: string | null): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage({ conversationId });
  channel.close();
}

/** Returns how to stop listening. */
export function onTabMessage(listener: (conversationId: string | null) => void): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = (event) => {
    const parsed = tabMessage.safeParse(event.data);
    if (parsed.success) listener(parsed.data.conversationId);
  };
  return () => channel.close();
}
