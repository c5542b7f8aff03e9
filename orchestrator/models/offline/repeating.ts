import { type Ability, sayOnly } from './plan.ts';

const MAX_REPEATS = 1_000;

/** `repeat after me: …`, `say "…"`, `repeat hello 20 times`. */
export const repeating: Ability = ({ text }) => {
  const message = text.trim();
  const times =
    /^(?:please )?(?:repeat|say|write|print) (?:the (?:word|words|sentence|text) )?["“']?(.+?)["”']? (\d{1,6}) times[.!]?$/is.exec(
      message,
    );
  if (times) {
    const count = Number(times[2]);
    if (count > MAX_REPEATS) return sayOnly('sequences', `I repeat something at most ${MAX_REPEATS.toLocaleString('en')} times.`);
    return sayOnly('sequences', Array.from({ length: count }, () => times[1]).join('\n'));
  }
  const once = /^(?:please )?(?:repeat(?: after me)?(?: the following)?|echo)\s*:?\s+(.+)$/is.exec(message);
  return once ? sayOnly('sequences', (once[1] as string).replace(/^["“](.*)["”]$/s, '$1')) : null;
};
