import { describe, expect, it } from 'vitest';
import { readRecurrence } from '../../../../lib/shared/recurrence.ts';
import { toDue } from '../../../tools/tasks/due-words.ts';
import type { LocalTime } from '../plan.ts';
import { toQuestion } from '../question.ts';
import { createTasks } from './create-tasks.ts';
import { toTaskSlots } from './task-slots.ts';

/** A Tuesday, 10:00 in Berlin. */
const MS = Date.UTC(2026, 11, 1, 9);
const NOW: LocalTime = { ms: MS, date: '2026-12-01', time: '10:00', zone: 'Europe/Berlin' };

/** `title | due | rule`, or what is asked. */
function read(words: string): string {
  const slots = toTaskSlots(words, NOW);
  if ('ask' in slots) return `asks: ${slots.ask}`;
  return [slots.title, ...(slots.due === undefined ? [] : [slots.due]), ...(slots.rule === undefined ? [] : [slots.rule])].join(
    ' | ',
  );
}

describe('what stays as the title', () => {
  it.each([
    ['in an hour and a half to take the cake out', 'Take the cake out | 2026-12-01T11:30'],
    ['in 1.5 hours to leave', 'Leave | 2026-12-01T11:30'],
    ['every other Tuesday to put out the bins', 'Put out the bins | 2026-12-01 | FREQ=WEEKLY;INTERVAL=2;BYDAY=TU'],
    ['on the first Monday of every month to send the report', 'Send the report | 2026-12-07 | FREQ=MONTHLY;BYDAY=1MO'],
    ['on the last day of every month to pay rent', 'Pay rent | 2026-12-31 | FREQ=MONTHLY;BYMONTHDAY=-1'],
    ['two days before 24 December to buy gifts', 'Buy gifts | 2026-12-22'],
    ['on Friday the 13th to be careful', 'Be careful | 2027-08-13'],
    ['tomorrow at 5 to call Ana', 'Call Ana | 2026-12-02T17:00'],
    ['every day at 08:30 to take my pills', 'Take my pills | 2026-12-02T08:30 | FREQ=DAILY'],
    ["to read 'Half Past Ten' tomorrow", "Read 'Half Past Ten' | 2026-12-02"],
    ['to watch "Friday the 13th" on Friday', 'Watch "Friday the 13th" | 2026-12-04'],
    ['"clean the garage"', 'clean the garage'],
    ['to call about the 5pm flight', 'Call about the 5pm flight'],
    ['tomorrow to call about the 5pm flight', 'Call about the 5pm flight | 2026-12-02'],
    ['to submit the March report on Friday', 'Submit the March report | 2026-12-04'],
    ['on Monday to prepare for Friday', 'Prepare for Friday | 2026-12-07'],
    ['to buy tickets for the 24 December show on Friday', 'Buy tickets for the 24 December show | 2026-12-04'],
    ['to buy a weekly planner tomorrow', 'Buy a weekly planner | 2026-12-02'],
    ['to meditate for 20 minutes every day', 'Meditate for 20 minutes | 2026-12-01 | FREQ=DAILY'],
    ['to buy 2 tickets tomorrow', 'Buy 2 tickets | 2026-12-02'],
    ['to turn the heating on tomorrow', 'Turn the heating on | 2026-12-02'],
    ['to check in tomorrow at 10am', 'Check in | 2026-12-02T10:00'],
    ["at 3 to take the 3 o'clock pill", "Take the 3 o'clock pill | 2026-12-01T15:00"],
    ['to take a ten-minute break in 2 hours', 'Take a ten-minute break | 2026-12-01T12:00'],
    ['tomorrow to call Ana at 5', 'Call Ana | 2026-12-02T17:00'],
    ['of the meeting at 15:00 on Thursday', 'The meeting | 2026-12-03T15:00'],
    ["to prepare for tomorrow's meeting", "Prepare for tomorrow's meeting"],
    ['to enjoy the sun', 'Enjoy the sun'],
    ['to march with Mon Mothma', 'March with Mon Mothma'],
    ['to thank every guest', 'Thank every guest'],
    ['to', ''],
    ['every day at 8 and 20 to take pills', 'asks: I did not understand “every day at 8 and 20” as a time.'],
    ['in blorp hours to leave', 'asks: I did not understand “in blorp hours” as a time.'],
    ['every blue moon to smile', 'asks: I did not understand “every blue moon” as a time.'],
    ['after lunch to call Bob', 'asks: I did not understand “after lunch” as a time.'],
    ['on 30 February to sing', 'asks: There is no 30 February.'],
    ['today at 08:00 to sing', 'asks: 2026-12-01 08:00 has passed.'],
    ['yesterday to sing', 'asks: 2026-11-30 has passed.'],
    ['twice a week to run', 'asks: On which days should it be'],
    ['Friday 6pm gym', 'Gym | 2026-12-04T18:00'],
    ['tomorrow 5pm call dentist', 'Call dentist | 2026-12-02T17:00'],
    ['to submit expenses by the 5th of every month', 'Submit expenses | 2026-12-05 | FREQ=MONTHLY;BYMONTHDAY=5'],
    ['at the end of every month to invoice', 'Invoice | 2026-12-31 | FREQ=MONTHLY;BYMONTHDAY=-1'],
    ['at the beginning of each month to plan', 'Plan | 2026-12-01 | FREQ=MONTHLY;BYMONTHDAY=1'],
    ['on 2027-01-05T14:30 to go', 'Go | 2027-01-05T14:30'],
    [
      '15 minutes before my meeting at 3pm to prepare',
      'asks: I did not understand “15 minutes before my meeting at 3pm” as a time.',
    ],
    ['an hour after lunch to walk', 'asks: I did not understand “an hour after lunch” as a time.'],
    ['3 times tomorrow to drink', 'asks: I did not understand “3 times tomorrow” as a time.'],
    ['later to look', 'asks: I did not understand “later” as a time.'],
    ['early tomorrow to look', 'asks: I did not understand “early tomorrow” as a time.'],
    ['on Friday, not Monday, to pay', 'asks: I did not understand “on Friday, not Monday,” as a time.'],
    ['at 6pm and 9pm to take pills', 'asks: I read several times: at 6pm and 9pm.'],
    ['every 4 hours between 8am and 8pm to drink', 'asks: I can repeat something in steps of hours'],
    ['every 8 hours for 5 days to eat', 'Eat | 2026-12-01T18:00 | FREQ=HOURLY;INTERVAL=8;UNTIL=20261205'],
    ['on Friday 5 December to dance', 'asks: 2026-12-05 is a Saturday, no Friday.'],
  ])('%s', (words, expected) => {
    if (expected.startsWith('asks')) expect(read(words)).toContain(expected);
    else expect(read(words)).toBe(expected);
  });

  it('a time that stays in the title is said', () => {
    for (const words of ['on Monday to prepare for Friday', 'to call about the 5pm flight']) {
      const slots = toTaskSlots(words, NOW);
      expect('notes' in slots ? slots.notes.join() : '').toContain('stays in the title');
    }
  });
});

describe('reminders that are questions', () => {
  const plan = (text: string) => createTasks(toQuestion(text, [], NOW));

  it.each(['why the sky is blue', 'who wrote Faust', 'what 15% of 80 is', 'how a sewing machine works', 'where Lisbon is'])(
    'remind me %s',
    (words) => {
      expect(plan(`remind me ${words}`)).toBeNull();
    },
  );

  it.each([
    ['remind me what to buy tomorrow at 5', 'an answer or a reminder'],
    ['remind me when I get home to feed the cat', 'At which time'],
    ['remind me if it rains to close the window', 'At which time'],
  ])('%s', (text, expected) => {
    expect(plan(text)?.next([])).toMatchObject({ say: expect.stringContaining(expected) });
  });
});

const PIECES =
  'in at on every each the a an half past quarter to 5 17:00 5pm tomorrow Friday next last other second 2nd 31st of month week day days hours and or until except for 4 times weekends Monday December 30 February 2027 noon midnight tonight before after from Berlin time EST twice daily monthly 1.5 2h30 starting Christmas ago within end 99999999 0 -1 13/13/2027 24:00 25:61 § 💥 " \' ( ) , . 3rd weekday morning year Easter UTC+3 remind call Ana'.split(
    ' ',
  );

describe('words of any kind', () => {
  const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe'];
  // Around changes of the clocks, the end of February and of the year.
  const moments = [
    MS,
    Date.UTC(2027, 2, 28, 0, 59),
    Date.UTC(2026, 10, 1, 5, 30),
    Date.UTC(2028, 1, 28, 23, 30),
    Date.UTC(2026, 11, 31, 23, 59),
  ];

  it('never throw, and make no task that is overdue at birth or has no valid rule', () => {
    let seed = 1;
    const random = (below: number) => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
      return Math.floor((seed / 0x80000000) * below);
    };
    let due = 0;
    for (let turn = 0; turn < 3_000; turn += 1) {
      const words = Array.from({ length: 1 + random(9) }, () => PIECES[random(PIECES.length)]).join(' ');
      const zone = zones[turn % zones.length] as string;
      const ms = moments[turn % moments.length] as number;
      const slots = toTaskSlots(words, { ms, date: '', time: '', zone });
      if ('ask' in slots || slots.due === undefined) continue;
      due += 1;
      const found = toDue(slots.due, ms, slots.zone);
      const today = new Date(ms).toLocaleDateString('sv-SE', { timeZone: slots.zone });
      const label = `${words} in ${zone} at ${new Date(ms).toISOString()}: ${slots.due} ${slots.rule ?? ''}`;
      if (found?.all_day) expect(slots.due >= today, label).toBe(true);
      else expect(found?.due_at ?? 0, label).toBeGreaterThan(ms);
      if (slots.rule === undefined) continue;
      const times = { due_at: found?.due_at ?? 0, all_day: found?.all_day ?? false, time_zone: slots.zone };
      expect(readRecurrence(slots.rule, times), label).toHaveProperty('rule');
    }
    expect(due).toBeGreaterThan(500);
  });

  it.each([
    '1',
    'a ',
    'every ',
    'in 1 ',
    'half past ',
    'the first ',
    'Monday and ',
    "'",
    '"',
    '½',
    '٣ ',
    '\u0000',
    '𝟙 ',
    '5pm',
    '-',
    '24/12/',
    'until ',
  ])('end for ten thousand times %j', (piece) => {
    const slots = toTaskSlots(`in ${piece.repeat(10_000)} to sleep`, NOW);
    expect(slots).toBeTypeOf('object');
  });
});
