import { describe, expect, it } from 'vitest';
import { ID_PREFIXES, type IdKind, idSchema } from '../contract/primitives.ts';
import { createId } from './ids.ts';

describe('ids', () => {
  it.each(Object.keys(ID_PREFIXES) as IdKind[])('of a %s fit their schema', (kind) => {
    expect(idSchema(kind).safeParse(createId(kind)).success).toBe(true);
  });

  it('are unique and sort by time', async () => {
    const early = Array.from({ length: 1000 }, () => createId('run'));
    await new Promise((resolve) => setTimeout(resolve, 5));
    const late = createId('run');
    expect(new Set(early).size).toBe(1000);
    expect(early.every((id) => id < late)).toBe(true);
  });
});
