import { type Ability, sayOnly, toBareQuestion } from './plan.ts';

const MAX_NUMBERS = 10_000;

function countPlan(first: number, last: number) {
  const step = last < first ? -1 : 1;
  const length = Math.abs(last - first) + 1;
  if (length > MAX_NUMBERS)
    return sayOnly(`That would be ${length.toLocaleString('en')} numbers; I write at most ${MAX_NUMBERS.toLocaleString('en')}.`);
  return sayOnly(Array.from({ length }, (_, index) => String(first + index * step)).join(' '));
}

/** `count to 200`, `write the numbers from 1 to 500`, `count down from 10`. */
export const counting: Ability = (message) => {
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
