import { describe, expect, it } from 'vitest';
import { composeLetters } from './compose-letters.ts';

describe('letters with marks that stand before them', () => {
  it.each([
    ['Universit¨at, m¨ussen, ¨Anderung', 'Universität, müssen, Änderung'],
    ['caf´e, ˆıle, ma˜nana', 'café, île, mañana'],
    ['a ¨ b, 5 ˚C', 'a ¨ b, 5 ˚C'],
  ])('%s', (text, composed) => expect(composeLetters(text)).toBe(composed));
});
