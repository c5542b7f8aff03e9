import { describe, expect, it } from 'vitest';
import { fromWallTime, toWallTime, toZoneName } from './wall-time.ts';

const iso = (ms: number) => new Date(ms).toISOString().slice(0, 16);
const ms = (text: string) => Date.parse(`${text}Z`);

describe('wall time', () => {
  it.each([
    ['2026-01-15T12:00', 'Europe/Berlin', '2026-01-15T13:00'],
    ['2026-07-15T12:00', 'Europe/Berlin', '2026-07-15T14:00'],
    ['2026-01-15T12:00', 'Asia/Kathmandu', '2026-01-15T17:45'],
    ['2026-01-01T02:00', 'America/New_York', '2025-12-31T21:00'],
    ['1970-01-01T00:00', 'UTC', '1970-01-01T00:00'],
  ])('%s is in %s %s, and back', (moment, zone, wall) => {
    expect(iso(toWallTime(ms(moment), zone))).toBe(wall);
    expect(iso(fromWallTime(ms(wall), zone))).toBe(moment);
  });

  it('keeps milliseconds', () => {
    expect(toWallTime(1_234, 'Europe/Berlin') % 1_000).toBe(234);
  });

  it.each([
    ['what is skipped comes an hour later', '2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:30'],
    ['what comes twice is the first', '2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30'],
    ['before the change', '2026-03-08T01:59', 'America/New_York', '2026-03-08T06:59'],
    ['skipped, west', '2026-03-08T02:30', 'America/New_York', '2026-03-08T07:30'],
    ['twice, west', '2026-11-01T01:30', 'America/New_York', '2026-11-01T05:30'],
    ['half an hour of summer time', '2026-10-04T02:15', 'Australia/Lord_Howe', '2026-10-03T15:45'],
  ])('%s', (_name, wall, zone, moment) => {
    expect(iso(fromWallTime(ms(wall), zone))).toBe(moment);
  });

  it('knows zones by their names alone', () => {
    expect(toZoneName('europe/berlin')).toBe('Europe/Berlin');
    expect(toZoneName('Mars/Olympus')).toBeNull();
    expect(toZoneName('+02:00')).toBeNull();
    expect(toZoneName('')).toBeNull();
  });
});
