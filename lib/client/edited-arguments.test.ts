import { describe, expect, it } from 'vitest';
import { AppError, validationFailed } from '../contract/errors.ts';
import { parseArguments, toFieldProblems } from './edited-arguments.ts';

describe('edited arguments', () => {
  it('are the object that the text holds', () => {
    expect(parseArguments('{"title": "Call Ana"}')).toEqual({ arguments: { title: 'Call Ana' } });
  });

  it.each(['{"title": ', '', 'title', '{title: 1}'])('are no JSON: %s', (text) => {
    expect(parseArguments(text)).toEqual({ problem: expect.stringMatching(/^This is not valid JSON: ./) });
  });

  it.each(['[]', '"text"', '1', 'null'])('must be an object, unlike %s', (text) => {
    expect(parseArguments(text)).toEqual({ problem: expect.stringContaining('must be a JSON object') });
  });

  it('show what the tool refuses, field by field', () => {
    const error = validationFailed([
      { path: 'arguments.title', reason: 'must not be blank' },
      { path: 'arguments', reason: 'is odd' },
    ]);
    expect(toFieldProblems(error)).toEqual([
      { path: 'title', reason: 'must not be blank' },
      { path: 'arguments', reason: 'is odd' },
    ]);
    expect(toFieldProblems(new AppError('CONFLICT', { details: { status: 'expired' } }))).toEqual([]);
  });
});
