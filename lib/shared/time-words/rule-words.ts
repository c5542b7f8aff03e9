import { readWhole } from './counts.ts';
import { isBorder } from './function-words.ts';
import { readUnit } from './names.ts';
import { type Recurrence, type Rule, ruleOf } from './rule.ts';
import { readWeekdays } from './rule-days.ts';
import { afterAny, type Reader, sayTokens, skip, wordAt } from './scope.ts';

const ADVERBS: Readonly<Record<string, { rule: Rule; note?: string }>> = {
  hourly: { rule: ruleOf('HOURLY') },
  daily: { rule: ruleOf('DAILY') },
  nightly: { rule: ruleOf('DAILY') },
  weekly: { rule: ruleOf('WEEKLY') },
  fortnightly: { rule: ruleOf('WEEKLY', { interval: 2 }) },
  biweekly: { rule: ruleOf('WEEKLY', { interval: 2 }), note: 'I took “biweekly” for every two weeks.' },
  monthly: { rule: ruleOf('MONTHLY') },
  bimonthly: { rule: ruleOf('MONTHLY', { interval: 2 }), note: 'I took “bimonthly” for every two months.' },
  quarterly: { rule: ruleOf('MONTHLY', { interval: 3 }) },
  semiannually: { rule: ruleOf('MONTHLY', { interval: 6 }) },
  yearly: { rule: ruleOf('YEARLY') },
  annually: { rule: ruleOf('YEARLY') },
};

/** `daily`, `bi-weekly`. In "the weekly report" the word is a part of the name. */
export const readAdverb: Reader<Recurrence> = (scope, at) => {
  const start = skip(scope, at, ['once', 'twice']);
  const isTwice = wordAt(scope, at) === 'twice';
  const isBi = /^(?:bi|semi)$/.test(wordAt(scope, start)) && wordAt(scope, start + 1) === '-';
  const word = isBi ? `${wordAt(scope, start)}${wordAt(scope, start + 2)}` : wordAt(scope, start);
  const found = Object.hasOwn(ADVERBS, word) ? ADVERBS[word] : undefined;
  const phrase = afterAny(scope, at, ['on a daily basis', 'on a weekly basis', 'on a monthly basis', 'on a yearly basis']);
  if (phrase !== null) return { value: { rule: (ADVERBS[wordAt(scope, at + 2)] as { rule: Rule }).rule }, end: phrase };
  const end = start + (isBi ? 3 : 1);
  if (!found || !isBorder(scope, end)) return null;
  if (isTwice) return { value: { ask: `At which times should it be, for “twice ${word}”?` }, end };
  return { value: { rule: found.rule }, end, notes: found.note === undefined ? [] : [found.note] };
};

/** `on Mondays and Thursdays`, `weekdays`, and several weekdays without any "every". */
export const readPlural: Reader<Recurrence> = (scope, at) => {
  const start = skip(scope, at, ['on', 'at', 'over', 'during', 'from']);
  const weekdays = readWeekdays(scope, skip(scope, start, ['all', 'the']));
  if (!weekdays) return null;
  const { codes, isPlural, count } = weekdays.value;
  if (!isPlural && (count < 2 || /^weekend/.test(wordAt(scope, weekdays.end - 1)))) return null;
  if (!isPlural && !/^(?:mon|tue|wed|thu|fri|sat|sun)/.test(wordAt(scope, weekdays.end - 1))) return null;
  const notes = isPlural ? [] : [`I took “${sayTokens(scope, start, weekdays.end)}” for every week.`];
  return { value: { rule: ruleOf('WEEKLY', { byDay: codes }) }, end: weekdays.end, notes };
};

/** `twice a week`, `3 times a day`: which days or times is not said. */
export const readSeveral: Reader<Recurrence> = (scope, at) => {
  const count = /^(?:twice|thrice)$/.test(wordAt(scope, at)) ? { value: 2, end: at } : readWhole(scope, at);
  if (!count) return null;
  const times = afterAny(scope, count.end, ['times', 'time', 'twice', 'thrice', 'x']);
  const per = times === null ? null : afterAny(scope, times, ['a', 'per', 'every', 'each', 'an']);
  const unit = per === null ? null : readUnit(scope, per);
  const daily = times !== null && /^(?:daily|weekly|monthly|yearly)$/.test(wordAt(scope, times)) ? times + 1 : null;
  const end = unit?.end ?? daily;
  if (end === null || end === undefined) return null;
  const which = /day|daily|hour/.test(wordAt(scope, end - 1)) ? 'At which times' : 'On which days';
  return { value: { ask: `${which} should it be, for “${sayTokens(scope, at, end)}”?` }, end };
};
