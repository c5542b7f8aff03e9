import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Tool } from '../core/tool.ts';
import { coerceArguments, describeArguments } from './coerce-arguments.ts';
import { toToolSchema } from './tool-schema.ts';

const parameters = z.strictObject({
  query: z.string().trim().min(1),
  time_zone: z.string().nullable(),
  limit: z.int().nullable(),
  ratio: z.number().nullable(),
  exact: z.boolean().nullable(),
  scope: z.enum(['conversation', 'all files']).nullable(),
  file_ids: z.array(z.string()).nullable(),
  numbers: z.array(z.int()).nullable(),
  due: z.string().nullable().default(null),
  place: z.strictObject({ city: z.string(), zip: z.string().nullable() }).nullable(),
});
const tool = { name: 'look_up', parameters } as unknown as Tool;
const schema = toToolSchema(tool).parameters;

const NULLS = {
  time_zone: null,
  limit: null,
  ratio: null,
  exact: null,
  scope: null,
  file_ids: null,
  numbers: null,
  place: null,
};
const read = (raw: unknown) => coerceArguments(raw, 'look_up', schema);
const given = (fields: object) => ({ query: 'x', ...NULLS, ...fields });

describe('arguments in another form', () => {
  it.each<[unknown, object]>([
    [{ query: 'x' }, {}],
    [
      { query: 'x', limit: '5', ratio: '0.5' },
      { limit: 5, ratio: 0.5 },
    ],
    [
      { query: 'x', limit: ' 5 ', ratio: '-1e2' },
      { limit: 5, ratio: -100 },
    ],
    [{ query: 5 }, { query: '5' }],
    [{ query: true }, { query: 'true' }],
    [{ query: 'x', time_zone: '', limit: '', file_ids: '', scope: '' }, {}],
    [{ query: 'x', time_zone: 'null', limit: 'null', file_ids: 'None', scope: 'none', exact: 'undefined' }, {}],
    [{ query: 'x', exact: 'true' }, { exact: true }],
    [{ query: 'x', exact: 'False' }, { exact: false }],
    [{ query: 'x', exact: 1 }, { exact: true }],
    [{ query: 'x', scope: 'All Files' }, { scope: 'all files' }],
    [{ query: 'x', scope: 'ALL_FILES' }, { scope: 'all files' }],
    [{ query: 'x', file_ids: '["a","b"]' }, { file_ids: ['a', 'b'] }],
    [{ query: 'x', file_ids: 'a' }, { file_ids: ['a'] }],
    [{ query: 'x', numbers: ['1', 2] }, { numbers: [1, 2] }],
    [{ query: 'x', numbers: '3' }, { numbers: [3] }],
    [{ query: 'x', reason: 'because', extra: { deep: [] } }, {}],
    [
      { Query: 'x', timeZone: 'UTC', 'file-ids': ['a'] },
      { time_zone: 'UTC', file_ids: ['a'] },
    ],
    [{ arguments: { query: 'x', limit: 2 } }, { limit: 2 }],
    [{ parameters: '{"query":"x"}' }, {}],
    [{ look_up: { query: 'x' } }, {}],
    [{ query: { type: 'string', value: 'x' } }, {}],
    [{ query: 'x', place: '{"city":"Oslo"}' }, { place: { city: 'Oslo', zip: null } }],
    [{ query: 'x', place: { city: 'Oslo', zip: 150, street: '?' } }, { place: { city: 'Oslo', zip: '150' } }],
    [{ query: 'x', due: 'none' }, { due: 'none' }],
    [{ query: 'x', due: 'null' }, { due: null }],
    [{ query: 'x', due: 'N/A' }, { due: null }],
  ])('%j', (raw, expected) => {
    const args = read(raw);
    expect(args).toEqual(given(expected));
    expect(parameters.safeParse(args).success).toBe(true);
  });

  it('what is right stays as it is', () => {
    const args = given({ limit: 3, scope: 'conversation', time_zone: 'Europe/Oslo', file_ids: [], due: 'tomorrow' });
    expect(read(args)).toEqual(args);
  });

  it.each<[unknown]>([
    [{ query: 'x', limit: 'three' }],
    [{ query: 'x', limit: 1.5 }],
    [{ query: 'x', scope: 'files' }],
    [{ query: 'x', exact: 'maybe' }],
    [{ query: ['x'] }],
    [{ query: null }],
    [{}],
    [{ query: 'x', place: 'Oslo' }],
  ])('what is wrong stays wrong: %j', (raw) => {
    expect(parameters.safeParse(read(raw)).success).toBe(false);
  });

  it('what is no object is none, but for a tool that takes one thing', () => {
    for (const raw of ['x', 5, null, [], true]) expect(read(raw)).toBeNull();
    const single = { type: 'object', properties: { expression: { type: 'string' } }, required: ['expression'] };
    expect(coerceArguments('6*7', 'calculate', single)).toEqual({ expression: '6*7' });
    expect(coerceArguments(42, 'calculate', single)).toEqual({ expression: '42' });
  });

  it('takes nothing from the prototype', () => {
    const raw = JSON.parse('{"query":"x","__proto__":{"limit":5},"constructor":{"limit":5}}') as unknown;
    expect(read(raw)).toEqual(given({}));
    expect(({} as { limit?: number }).limit).toBeUndefined();
    const open = coerceArguments(raw, 'open', { type: 'object', properties: { query: { type: 'string' } } });
    expect(Object.getPrototypeOf(open)).toBe(Object.prototype);
  });

  it('says what a tool takes', () => {
    expect(describeArguments(schema)).toContain('"query": string, "time_zone": string | null, "limit": integer | null');
    expect(describeArguments(schema)).toContain('"scope": "conversation" | "all files" | null, "file_ids": [string] | null');
  });
});
