import { z } from 'zod';

/** What tabs tell each other: this conversation (`null`: only the list) has changed. */
const tabMessage = z.object({ conversationId: z.string().nullable() });

let shared: BroadcastChannel | null = null;

/** One for sending and listening: a channel does not hear itself, but every other one in the same tab. */
function channel(): BroadcastChannel {
  shared ??= new BroadcastChannel('cartrita');
  return shared;
}

export function tellTabs(conversationId: string | null): void {
  channel().postMessage({ conversationId });
}

/** Returns how to stop listening. */
export function onTabMessage(listener: (conversationId: string | null) => void): () => void {
  const onMessage = (event: MessageEvent<unknown>) => {
    const parsed = tabMessage.safeParse(event.data);
    if (parsed.success) listener(parsed.data.conversationId);
  };
  channel().addEventListener('message', onMessage);
  return () => channel().removeEventListener('message', onMessage);
}
