import { readWhole } from './counts.ts';
import { readMonth, readUnit, readWeekday } from './names.ts';
import { type Scope, wordAt } from './scope.ts';

/** Small words behind which another thing begins: a time before them is complete. */
const FUNCTION_WORDS = new Set(
  'to on at in by for from of about and or but that then with until till til before after since every each except please so i we if when tomorrow today tonight yesterday this next sharp am pm is are was per daily weekly monthly as because ago starting beginning it me my sharp do also again once twice'.split(
    ' ',
  ),
);

/** Nothing, a mark, or a word that no noun phrase goes on with. */
export function isBorder(scope: Scope, at: number): boolean {
  const word = wordAt(scope, at);
  return word === '' || !/[\p{L}\d]/u.test(word) || FUNCTION_WORDS.has(word);
}

/** A border, or more words about time: "at 5 Friday". */
export function isTimeWord(scope: Scope, at: number): boolean {
  if (isBorder(scope, at)) return wordAt(scope, at) !== '%' && wordAt(scope, at) !== '-';
  return (
    readWeekday(scope, at) !== null ||
    (readMonth(scope, at) === null &&
      readUnit(scope, at) === null &&
      /^(?:utc|gmt|[a-z]{1,2}[sd]t|cet|cest)$/.test(wordAt(scope, at)))
  );
}

const TIMEISH =
  /^(?:half|quarter|quarters|every|each|except|between|ago|later|times|o'clock|am|pm|noon|midnight|today|tomorrow|tonight|yesterday|twice|thrice|morning|evening|afternoon|weekday|weekdays|weekend|weekends)$/;

/** A word that mostly belongs to a time: where it is left over, the time was not understood. */
export function isTimeish(scope: Scope, at: number): boolean {
  const word = wordAt(scope, at);
  return (
    TIMEISH.test(word) ||
    /^\d/.test(word) ||
    readWeekday(scope, at) !== null ||
    (readMonth(scope, at) !== null && !/^(?:may|march|mar)$/.test(word)) ||
    (word.length > 3 && word !== 'second' && readUnit(scope, at) !== null) ||
    (readWhole(scope, at) !== null && readUnit(scope, at + 1) !== null)
  );
}
