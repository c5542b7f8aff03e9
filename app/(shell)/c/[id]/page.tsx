/** The shell shows the chat for this address; it stays mounted while one moves between conversations. */
export default function ChatRoute() {
  return null;
}
