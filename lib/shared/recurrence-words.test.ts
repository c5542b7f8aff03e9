import { expect, it } from 'vitest';
import { describeRecurrence } from './recurrence-words.ts';

it.each([
  ['FREQ=DAILY', 'every day'],
  ['FREQ=WEEKLY;BYDAY=MO', 'every week on Monday'],
  ['FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', 'every weekday'],
  ['FREQ=WEEKLY;INTERVAL=2;BYDAY=TU', 'every 2 weeks on Tuesday'],
  ['FREQ=WEEKLY;BYDAY=MO,WE,FR', 'every week on Monday, Wednesday and Friday'],
  ['FREQ=HOURLY;INTERVAL=6', 'every 6 hours'],
  ['FREQ=MONTHLY;BYDAY=1MO', 'every month on the first Monday'],
  ['FREQ=MONTHLY;BYDAY=2TH,4TH', 'every month on the second and 4th Thursday'],
  ['FREQ=MONTHLY;BYDAY=-1FR', 'every month on the last Friday'],
  ['FREQ=MONTHLY;BYMONTHDAY=-1', 'every month on the last day'],
  ['FREQ=MONTHLY;BYMONTHDAY=1,15', 'every month on the 1st and 15th'],
  ['FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=22', 'every 3 months on the 22nd'],
  ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1', 'every month on the last weekday'],
  ['FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR', 'every month on Friday the 13th'],
  ['FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=3', 'every year on the 3rd of May'],
  ['FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU', 'every year on the last Sunday of October'],
  ['FREQ=MONTHLY;BYMONTH=1,2,3', 'every month in January, February and March'],
  ['FREQ=DAILY;COUNT=4', 'every day, 4 times'],
  ['FREQ=DAILY;UNTIL=20261225', 'every day, until 25 Dec 2026'],
  ['now and then', 'now and then'],
])('%s is said as “%s”', (rule, words) => {
  expect(describeRecurrence(rule)).toBe(words);
});
