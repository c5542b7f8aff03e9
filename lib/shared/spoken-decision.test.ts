import { describe, expect, it } from 'vitest';
import { spokenDecision } from './spoken-decision.ts';

describe('a spoken decision', () => {
  it.each([
    'Yes.',
    'yes, do it',
    'Yeah, sure, go ahead please.',
    'OK',
    'Um, yes.',
    'I approve, yes',
    'Ja, mach das bitte.',
    'Na klar!',
    'Sí, adelante.',
    'Vale, hazlo por favor',
    'Oui, vas-y.',
    'D’accord, merci',
  ])('approves: %s', (text) => {
    expect(spokenDecision(text)).toBe('approve');
  });

  it.each([
    'No.',
    'no, cancel that',
    "Don't do it!",
    'Stop.',
    'No, never mind, thank you.',
    'Nein danke.',
    'Lass das bitte.',
    'Mach das nicht',
    'No, no lo hagas.',
    'Cancélalo.',
    'Non merci',
    'Annule ça',
  ])('rejects: %s', (text) => {
    expect(spokenDecision(text)).toBe('reject');
  });

  it.each([
    '',
    '   ',
    '…',
    'please',
    'Yes, but only the first one.',
    'Yes no',
    'No, wait, yes',
    'What would it cost?',
    'yesterday',
    'Nobody knows',
    'I said yes to him last week and he went home',
    'do it tomorrow',
    'Ja, aber mit anderem Text',
    'sin duda alguna quizás',
    'yes '.repeat(9),
    '\u0000yes\u0000maybe',
  ])('is neither: %j', (text) => {
    expect(spokenDecision(text)).toBeNull();
  });

  it('never takes a yes that is negated', () => {
    for (const text of ["don't approve", 'do not go ahead', 'nicht einverstanden', "pas d'accord", 'not ok', 'not sure']) {
      expect(spokenDecision(text), text).not.toBe('approve');
    }
  });
});
