const MAX_TITLE_CHARS = 60;

/** A one-line title out of the first message, cut between words. */
export function conversationTitle(message: string): string {
  const line = message.replaceAll(/\s+/g, ' ').trim();
  const characters = [...line];
  if (characters.length <= MAX_TITLE_CHARS) return line;
  const head = characters.slice(0, MAX_TITLE_CHARS - 1).join('');
  const lastSpace = head.lastIndexOf(' ');
  return `${lastSpace > MAX_TITLE_CHARS / 2 ? head.slice(0, lastSpace) : head}…`;
}
