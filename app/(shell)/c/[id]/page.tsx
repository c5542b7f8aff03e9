import { notFound } from 'next/navigation.js';
import { toPlace } from '../../../../lib/client/to-place.ts';

/** The shell shows the chat for this address; it stays mounted while one moves between conversations. */
export default async function ChatRoute({ params }: { params: Promise<{ id: string }> }) {
  if (toPlace(`/c/${(await params).id}`).kind !== 'chat') notFound();
  return null;
}
