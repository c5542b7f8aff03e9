import { describe, expect, it } from 'vitest';
import { toQuestion } from './question.ts';
import { sequences } from './sequences.ts';

const NOW = { ms: Date.UTC(2025, 8, 15, 10, 30), date: '2025-09-15', time: '10:30', zone: 'UTC' };

function ask(message: string): string {
  const step = sequences(toQuestion(message, [], NOW))?.next([]);
  return step && 'say' in step ? step.say : '';
}

describe('numbers in a row', () => {
  it.each([
    ['count from 9007199254740993 to 9007199254740995', '9007199254740993 9007199254740994 9007199254740995'],
    ['numbers from 3 to -2', '3 2 1 0 -1 -2'],
    ['first 5 primes', '2, 3, 5, 7, 11'],
    ['primes between 500000 and 500100', '500009, 500029, 500041, 500057, 500069, 500083'],
    ['factorials up to 30', '1, 2, 6, 24'],
  ])('%s', (message, expected) => {
    expect(ask(message)).toBe(expected);
  });

  it('computes tables exactly', () => {
    expect(ask('multiplication table of 0.1')).toContain('3 × 0.1 = 0.3\n');
    expect(ask('multiplication table of 12345678901234567890')).toContain('10 × 12345678901234567890 = 123456789012345678900');
  });

  it.each([
    'first 99999 primes',
    'first 9999 powers of 9999',
    'first 9999 factorials',
    'primes between 1000000000 and 1000000010',
    'powers of 1 up to 10',
    'multiples of 7 up to 1000000',
    'count to 99999999999999999999',
  ])('says that it is too much, and cuts nothing off in silence: %s', (message) => {
    expect(ask(message)).toContain('at most 10,000');
  });
});
