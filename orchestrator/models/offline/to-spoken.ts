import { createSentenceCutter } from '../../../lib/shared/speech-text.ts';

const ENOUGH_CHARS = 400;
const MORE = 'There is more; type your question to read it all.';

/** How the engine tells a model that its answer is heard, not read. */
const IS_HEARD = /\bhears your answer read aloud\b/;

export const isHeard = (instructions: string) => IS_HEARD.test(instructions);

/** An answer in a few sentences without marks. What does not fit is left out, and that is said. */
export function toSpoken(answer: string): string {
  const cutter = createSentenceCutter();
  const sentences = [...cutter.push(answer), ...cutter.flush()].map(({ text }) => text);
  const kept: string[] = [];
  for (const sentence of sentences) {
    if (kept.length > 0 && kept.join(' ').length + sentence.length > ENOUGH_CHARS) return [...kept, MORE].join(' ');
    kept.push(sentence);
  }
  return kept.length === 0 ? answer : kept.join(' ');
}
