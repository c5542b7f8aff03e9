import { type Ability, sayOnly, toBareQuestion } from './plan.ts';

const MAX_NUMBERS = 10_000;
const MAX_REPEATS = 1_000;

function countPlan(first: number, last: number) {
  const step = last < first ? -1 : 1;
  const length = Math.abs(last - first) + 1;
  if (length > MAX_NUMBERS)
    return sayOnly(`That would be ${length.toLocaleString('en')} numbers; I write at most ${MAX_NUMBERS.toLocaleString('en')}.`);
  return sayOnly(Array.from({ length }, (_, index) => String(first + index * step)).join(' '));
}

/** `count to 200`, `write the numbers from 1 to 500`, `count down from 10`. */
const counting: Ability = (message) => {
  const text = toBareQuestion(message)
    .toLowerCase()
    .replaceAll(/(?<=\d),(?=\d{3})/g, '');
  const range =
    /^(?:count|(?:write|print|list|show|say|give me)(?: me)?(?: out)?(?: all)?(?: the)? numbers)(?: (?:up|down))? from (-?\d{1,9}) (?:up |down )?(?:to|until|through) (-?\d{1,9})$/.exec(
      text,
    );
  if (range) return countPlan(Number(range[1]), Number(range[2]));
  const down = /^count down from (\d{1,9})$/.exec(text);
  if (down) return countPlan(Number(down[1]), 0);
  const up = /^count(?: up)? to (\d{1,9})$/.exec(text);
  return up ? countPlan(1, Number(up[1])) : null;
};

/** `repeat after me: …`, `say "…"`, `repeat hello 20 times`. */
const repeating: Ability = (message) => {
  const text = message.trim();
  const times =
    /^(?:please )?(?:repeat|say|write|print) (?:the (?:word|words|sentence|text) )?["“']?(.+?)["”']? (\d{1,6}) times[.!]?$/is.exec(
      text,
    );
  if (times) {
    const count = Math.min(Number(times[2]), MAX_REPEATS);
    return sayOnly(Array.from({ length: count }, () => times[1]).join('\n'));
  }
  const once = /^(?:please )?(?:repeat(?: after me)?(?: the following)?|echo)\s*:?\s+(.+)$/is.exec(text);
  return once ? sayOnly((once[1] as string).replace(/^["“](.*)["”]$/s, '$1')) : null;
};

export const sequences: Ability = (message) => counting(message) ?? repeating(message);
