import { describe, expect, it } from 'vitest';
import { toDue } from './due-words.ts';

const NOW_MS = Date.UTC(2026, 0, 15, 12);

/** A Thursday noon in UTC. */
function due(words: string, zone = 'UTC', nowMs = NOW_MS): string | null {
  const found = toDue(words, nowMs, zone);
  return found && new Date(found.due_at).toISOString().slice(0, found.all_day ? 10 : 16);
}

describe('toDue', () => {
  it.each([
    ['Friday', '2026-01-16'],
    ['by Friday', '2026-01-16'],
    ['today', '2026-01-15'],
    ['tonight', '2026-01-15T21:00'],
    ['next Monday', '2026-01-19'],
    ['in 3 days', '2026-01-18'],
    ['in a week', '2026-01-22'],
    ['2 January', '2027-01-02'],
    ['2026-03-01', '2026-03-01'],
    ['31.12.2026', '2026-12-31'],
    ['tomorrow at 5pm', '2026-01-16T17:00'],
    ['Friday 17:00', '2026-01-16T17:00'],
    ['2026-03-01T17:00', '2026-03-01T17:00'],
    ['2026-03-01T17:00+01:00', '2026-03-01T16:00'],
    ['at noon tomorrow', '2026-01-16T12:00'],
    ['in 2 hours', '2026-01-15T14:00'],
    ['in an hour and a half', '2026-01-15T13:30'],
    ['two days before 24 December', '2026-12-22'],
    ['2026-03-01 17:00', '2026-03-01T17:00'],
    ['2020-01-01', '2020-01-01'],
  ])('%s', (words, expected) => {
    expect(due(words)).toBe(expected);
  });

  it.each(['banana', '', '2026-02-30', 'Friday or so', 'in an hour and a bit'])('refuses %j', (words) => {
    expect(due(words)).toBeNull();
  });

  it.each(['31 February', 'yesterday', 'in an hour or two', 'at 25:00'])('asks about %j', (words) => {
    expect(() => due(words)).toThrow('?');
  });

  it('counts from the day of the zone', () => {
    const late = Date.UTC(2026, 0, 15, 23, 30);
    expect(due('tomorrow', 'UTC', late)).toBe('2026-01-16');
    expect(due('tomorrow', 'Europe/Berlin', late)).toBe('2026-01-17');
    expect(due('today', 'America/New_York', Date.UTC(2026, 0, 16, 2))).toBe('2026-01-15');
  });

  it('takes hours on the clocks of the zone, also on the other side of a change', () => {
    expect(due('tomorrow at 9am', 'Europe/Berlin')).toBe('2026-01-16T08:00');
    expect(due('1 July 9am', 'Europe/Berlin')).toBe('2026-07-01T07:00');
    const beforeChange = Date.UTC(2026, 2, 29, 0, 30);
    expect(due('in 2 hours', 'Europe/Berlin', beforeChange)).toBe('2026-03-29T02:30');
    expect(due('2:30am', 'Europe/Berlin', beforeChange)).toBe('2026-03-29T01:30');
  });
});
