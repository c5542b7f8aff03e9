const BEFORE =
  /^[\s,:;.-]*(?:(?:to|that|about|for|and|of|due|by|on|i (?:need|have|want) to|i must|we need to|called|named|titled)\s+)+/i;
const NOTHING = /^(?:to|about|of|for|that|the|me|on|at|in)?$/i;

const MARKS = ' ,:;.!?-';
const SMALL_WORD = /(?:^|[\s,:;.!?-])(?:due|and|please)$/i;

/** "Check in" keeps its last word: a time takes its own preposition along. */
function withoutEnd(words: string): string {
  let end = words.length;
  for (;;) {
    while (end > 0 && MARKS.includes(words.charAt(end - 1))) end -= 1;
    const small = SMALL_WORD.exec(words.slice(Math.max(0, end - 8), end))?.[0];
    if (small === undefined) return words.slice(0, end);
    end -= small.length;
  }
}

/** Without the small words that the taken out parts leave behind. A text in quotes alone is the title as it is. */
export function toTitle(words: string, quoted: string | undefined, mark: string): string {
  const bare = withoutEnd(words.replaceAll(/\s+/g, ' ').replace(BEFORE, ''))
    .replaceAll(/ (?=[,;.])/g, '')
    .trim();
  if (NOTHING.test(bare)) return '';
  if (quoted === undefined) return bare.replace(/^./, (letter) => letter.toUpperCase());
  const isAlone = NOTHING.test(bare.replace(mark, '').trim());
  return isAlone ? quoted.slice(1, -1) : bare.replace(mark, () => quoted).replace(/^./, (letter) => letter.toUpperCase());
}
