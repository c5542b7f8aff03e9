import { describe, expect, it } from 'vitest';
import { describeDay } from './describe-day.ts';

const NOW_MS = Date.UTC(2025, 11, 31, 23, 30);

describe('describeDay', () => {
  it('tells the present in a time zone, which may be another day', () => {
    expect(describeDay(NOW_MS, 'UTC', null, 0)).toMatchObject({
      date: '2025-12-31',
      time: '23:30',
      weekday: 'Wednesday',
      day_of_year: 365,
    });
    expect(describeDay(NOW_MS, 'Europe/Berlin', null, 0)).toMatchObject({
      date: '2026-01-01',
      time: '00:30',
      utc_offset: 'GMT+01:00',
      day_of_year: 1,
    });
  });

  it('counts calendar days, across daylight saving and leap years', () => {
    expect(describeDay(Date.UTC(2024, 1, 28, 12), 'America/New_York', null, 20)).toMatchObject({
      date: '2024-03-19',
      days_from_today: 20,
    });
    expect(describeDay(NOW_MS, 'UTC', '2026-12-31', 0)).toMatchObject({ days_from_today: 365 });
    expect(describeDay(NOW_MS, 'UTC', '2025-01-01', -1)).toMatchObject({ date: '2024-12-31', days_from_today: -365 });
  });

  it.each([
    ['Mars/Olympus', null, 0],
    ['UTC', '2025-02-30', 0],
    ['UTC', 'tomorrow', 0],
    ['UTC', null, 1e12],
  ])('refuses %s %s %d', (zone, date, days) => {
    expect(describeDay(NOW_MS, zone, date, days)).toHaveProperty('error');
  });
});
