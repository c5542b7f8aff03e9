const OPEN = '<think>';
const CLOSE = '</think>';

export type ThinkFilter = {
  /** The part of the answer that this piece adds. */
  push(piece: string): string;
  /** What was held back although it is no reasoning after all. */
  rest(): string;
};

/**
 * Servers that do not separate the reasoning of open models send it as `<think>…</think>` in front of the answer. It is not
 * shown. Costs one comparison a piece once the answer has begun.
 */
export function createThinkFilter(): ThinkFilter {
  let state: 'start' | 'thinking' | 'answer' = 'start';
  let held = '';

  function endThinking(): string {
    const end = held.indexOf(CLOSE);
    if (end < 0) {
      held = held.slice(-(CLOSE.length - 1));
      return '';
    }
    state = 'answer';
    const answer = held.slice(end + CLOSE.length).trimStart();
    held = '';
    return answer;
  }

  return {
    push(piece) {
      if (state === 'answer') return piece;
      held += piece;
      if (state === 'thinking') return endThinking();
      const begin = held.trimStart();
      if (begin.length < OPEN.length && OPEN.startsWith(begin)) return '';
      if (begin.startsWith(OPEN)) {
        state = 'thinking';
        held = begin.slice(OPEN.length);
        return endThinking();
      }
      state = 'answer';
      const answer = held;
      held = '';
      return answer;
    },
    rest: () => (state === 'start' ? held : ''),
  };
}
