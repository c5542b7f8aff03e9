/** What can change the depth or begin and end a string. */
const MARK = /["\\{}]/g;

const MAX_GAP_CHARS = 64;

/**
 * Cuts a text that arrives in pieces into its JSON objects, whatever stands between them: line breaks, or the commas of one
 * large list. `[DONE]` between them is told too. Linear.
 */
export function createJsonSplitter(maxChars: number, onValue: (json: string) => void, onOverflow: () => void) {
  let depth = 0;
  let inString = false;
  let isEscaped = false;
  let kept = '';

  /** Outside of any object only the end marker counts. */
  function skipGap(gap: string): void {
    kept = (kept + gap).slice(-MAX_GAP_CHARS);
    if (!kept.includes('[DONE]')) return;
    onValue('[DONE]');
    kept = '';
  }

  function feed(text: string): void {
    let start = 0;
    MARK.lastIndex = 0;
    if (isEscaped) MARK.lastIndex = 1;
    isEscaped = false;
    for (let match = MARK.exec(text); match; match = MARK.exec(text)) {
      const at = match.index;
      const mark = match[0];
      if (mark === '\\') {
        if (!inString) continue;
        isEscaped = at + 1 === text.length;
        MARK.lastIndex = at + 2;
        if (isEscaped) break;
      } else if (mark === '"') inString = depth > 0 && !inString;
      else if (inString) continue;
      else if (mark === '{') {
        if (depth === 0) {
          skipGap(text.slice(start, at));
          kept = '';
          start = at;
        }
        depth += 1;
      } else if (depth > 0) {
        depth -= 1;
        if (depth > 0) continue;
        onValue(kept + text.slice(start, at + 1));
        kept = '';
        start = at + 1;
      }
    }
    if (depth === 0) skipGap(text.slice(start));
    else kept += text.slice(start);
    if (kept.length > maxChars) onOverflow();
  }

  return { feed, isInside: () => depth > 0 };
}
