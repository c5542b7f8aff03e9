import { describe, expect, it } from 'vitest';
import { describeDay } from './describe-day.ts';

const NOW_MS = Date.UTC(2025, 11, 31, 23, 30);

describe('describeDay', () => {
  it('tells the present in a time zone, which may be another day', () => {
    expect(describeDay(NOW_MS, { timeZone: 'UTC' })).toMatchObject({
      date: '2025-12-31',
      time: '23:30',
      weekday: 'Wednesday',
      day_of_year: 365,
    });
    expect(describeDay(NOW_MS, { timeZone: 'Europe/Berlin' })).toMatchObject({
      date: '2026-01-01',
      time: '00:30',
      utc_offset: 'GMT+01:00',
      day_of_year: 1,
    });
  });

  it('counts calendar days, across daylight saving and leap years', () => {
    expect(describeDay(Date.UTC(2024, 1, 28, 12), { timeZone: 'America/New_York', addDays: 20 })).toMatchObject({
      date: '2024-03-19',
      days_from_today: 20,
    });
    expect(describeDay(NOW_MS, { timeZone: 'UTC', date: '2026-12-31' })).toMatchObject({ days_from_today: 365 });
    expect(describeDay(NOW_MS, { timeZone: 'UTC', date: '2025-01-01', addDays: -1 })).toMatchObject({
      date: '2024-12-31',
      days_from_today: -365,
    });
  });

  it.each([
    ['America/New_York', '2027-07-01', '09:00', 'UTC', '2027-07-01', '13:00', 'GMT-04:00'],
    ['America/New_York', '2027-01-01', '09:00', 'UTC', '2027-01-01', '14:00', 'GMT-05:00'],
    ['Asia/Tokyo', '2027-03-01', '08:00', 'America/Los_Angeles', '2027-02-28', '15:00', 'GMT+09:00'],
    ['Asia/Kathmandu', '2027-03-01', '12:00', 'Australia/Lord_Howe', '2027-03-01', '17:15', 'GMT+05:45'],
    ['Australia/Lord_Howe', '2027-07-01', '12:00', 'UTC', '2027-07-01', '01:30', 'GMT+10:30'],
  ])('converts by the rules of the day: %s %s %s', (timeZone, date, time, otherTimeZone, day, clock, offset) => {
    expect(describeDay(NOW_MS, { timeZone, date, time, otherTimeZone })).toMatchObject({
      utc_offset: offset,
      elsewhere: { date: day, time: clock, time_zone: otherTimeZone },
    });
  });

  it('says that a time is skipped', () => {
    const skipped = describeDay(NOW_MS, { timeZone: 'Europe/Berlin', date: '2027-03-28', time: '02:30' });
    expect(skipped).toMatchObject({ time: '03:30', note: expect.stringContaining('does not exist') });
  });

  it.each([
    [{ timeZone: 'UTC', time: '25:00' }],
    [{ timeZone: 'UTC', time: 'noon' }],
    [{ timeZone: 'UTC', otherTimeZone: 'Mars/Olympus' }],
  ])('refuses %j', (query) => {
    expect(describeDay(NOW_MS, query)).toHaveProperty('error');
  });

  it.each([
    ['Mars/Olympus', null, 0],
    ['UTC', '2025-02-30', 0],
    ['UTC', 'tomorrow', 0],
    ['UTC', null, 1e12],
  ])('refuses %s %s %d', (zone, date, days) => {
    expect(describeDay(NOW_MS, { timeZone: zone, date, addDays: days })).toHaveProperty('error');
  });
});
