import { describe, expect, it } from 'vitest';
import { nextOccurrence, readRecurrence } from './recurrence.ts';

const at = (text: string) => Date.parse(text.length === 10 ? `${text}T00:00Z` : `${text}Z`);

/** Day or minute of the next time; `now` is the due time unless given. */
function next(recurrence: string, due: string, { now = due, zone = null as string | null } = {}) {
  const allDay = due.length === 10;
  const task = { due_at: at(due), all_day: allDay, time_zone: zone, recurrence };
  const found = nextOccurrence(task, at(now));
  return found && `${new Date(found.dueAt).toISOString().slice(0, allDay ? 10 : 16)} ${found.recurrence}`;
}

describe('nextOccurrence', () => {
  it.each([
    ['FREQ=DAILY', '2026-01-31', '2026-02-01'],
    ['FREQ=WEEKLY;BYDAY=MO,TH', '2026-01-05', '2026-01-08'],
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=MO', '2026-01-05', '2026-01-19'],
    ['FREQ=MONTHLY;BYMONTHDAY=-1', '2026-01-31', '2026-02-28'],
    ['FREQ=MONTHLY;BYMONTHDAY=31', '2026-01-31', '2026-03-31'],
    ['FREQ=MONTHLY;BYDAY=2FR', '2026-01-09', '2026-02-13'],
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29', '2028-02-29', '2032-02-29'],
    ['FREQ=WEEKLY;BYDAY=MO', '2026-01-07', '2026-01-12'],
  ])('%s after %s is %s', (rule, due, expected) => {
    expect(next(rule, due)).toBe(`${expected} ${rule}`);
  });

  it('skips what has passed, but not the time after an early finish', () => {
    expect(next('FREQ=DAILY', '2026-01-05', { now: '2026-01-09T12:00' })).toBe('2026-01-10 FREQ=DAILY');
    expect(next('FREQ=DAILY', '2026-01-05', { now: '2026-01-02T12:00' })).toBe('2026-01-06 FREQ=DAILY');
    expect(next('FREQ=DAILY', '2026-01-05T09:00', { now: '2026-01-09T08:00' })).toBe('2026-01-09T09:00 FREQ=DAILY');
  });

  it('counts today as it is in the zone', () => {
    const zone = 'Pacific/Auckland';
    expect(next('FREQ=DAILY', '2026-01-05', { now: '2026-01-08T20:00', zone })).toBe('2026-01-10 FREQ=DAILY');
  });

  it('keeps the hour of the zone across daylight saving', () => {
    const zone = 'Europe/Berlin';
    expect(next('FREQ=DAILY', '2026-03-28T08:00', { zone })).toBe('2026-03-29T07:00 FREQ=DAILY');
    expect(next('FREQ=DAILY', '2026-10-24T07:00', { zone })).toBe('2026-10-25T08:00 FREQ=DAILY');
    // 02:30 does not exist on that night.
    expect(next('FREQ=DAILY', '2026-03-28T01:30', { zone })).toBe('2026-03-29T01:30 FREQ=DAILY');
    // Monday 00:30 in Berlin is a Sunday in UTC.
    expect(next('FREQ=WEEKLY;BYDAY=MO', '2026-01-04T23:30', { zone })).toBe('2026-01-11T23:30 FREQ=WEEKLY;BYDAY=MO');
  });

  it('comes to an end', () => {
    expect(next('FREQ=DAILY;COUNT=3', '2026-01-01')).toBe('2026-01-02 FREQ=DAILY;COUNT=2');
    expect(next('FREQ=DAILY;COUNT=3', '2026-01-01', { now: '2026-01-02T12:00' })).toBe('2026-01-03 FREQ=DAILY;COUNT=1');
    expect(next('FREQ=DAILY;COUNT=1', '2026-01-01')).toBeNull();
    expect(next('FREQ=DAILY;UNTIL=20260102', '2026-01-01')).toBe('2026-01-02 FREQ=DAILY;UNTIL=20260102');
    expect(next('FREQ=DAILY;UNTIL=20260102', '2026-01-02')).toBeNull();
    expect(next('FREQ=DAILY;UNTIL=20260102T080000Z', '2026-01-01T08:00')).toMatch(/^2026-01-02T08:00/);
    expect(next('FREQ=DAILY;UNTIL=20260102T075959Z', '2026-01-01T08:00')).toBeNull();
  });

  it('gives nothing for what does not recur', () => {
    const once = { due_at: 0, all_day: true, time_zone: null };
    expect(nextOccurrence({ ...once, recurrence: null }, 0)).toBeNull();
    expect(nextOccurrence({ ...once, due_at: null, recurrence: 'FREQ=DAILY' }, 0)).toBeNull();
  });
});

describe('readRecurrence', () => {
  const day = { due_at: at('2026-01-05'), all_day: true, time_zone: null };

  it('gives the normal form', () => {
    expect(readRecurrence('rrule:freq=weekly;byday=mo', day)).toEqual({ rule: 'FREQ=WEEKLY;BYDAY=MO' });
    expect(readRecurrence('FREQ=DAILY;UNTIL=20260301T120000Z', day)).toEqual({ rule: 'FREQ=DAILY;UNTIL=20260301' });
    const moment = { ...day, all_day: false, time_zone: 'Europe/Berlin' };
    expect(readRecurrence('FREQ=DAILY;UNTIL=20260301', moment)).toEqual({ rule: 'FREQ=DAILY;UNTIL=20260301T225959Z' });
  });

  it.each([
    '',
    'daily',
    'FREQ=SECONDLY',
    'FREQ=DAILY;FREQ=DAILY',
    'INTERVAL=2',
    'FREQ=DAILY;INTERVAL=0',
    'FREQ=DAILY;INTERVAL=-1',
    'FREQ=DAILY;COUNT=2;UNTIL=20270101',
    'FREQ=DAILY;BYMONTHDAY=30',
    'FREQ=WEEKLY;BYDAY=1MO',
    'FREQ=WEEKLY;BYDAY=XX',
    'FREQ=DAILY;BYHOUR=1,2,3',
    'FREQ=DAILY;UNTIL=20269999',
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=YEARLY;INTERVAL=999',
    'FREQ=WEEKLY;WKST=MO,TU',
    'FREQ=YEARLY;BYDAY=MO;BYSETPOS=367',
    'FREQ=YEARLY;BYDAY=MO;BYSETPOS=366',
    'FREQ=MONTHLY;BYMONTHDAY=31;BYSETPOS=5',
    'FREQ=DAILY\nATTACH:x',
    'FREQ=DAILY;__proto__=1',
    'FREQ=DAILY;FOO=1',
  ])('refuses %j', (rule) => {
    expect(readRecurrence(rule, day)).toHaveProperty('reason');
  });
});
