import { describe, expect, it } from 'vitest';
import { chunk, DONE, decodeBody } from './fixtures/decode-body.ts';
import { toSpec } from './fixtures/offline-talk.ts';
import { REQUEST } from './fixtures/provider.ts';
import { toArguments } from './tool-arguments.ts';

const read = (...pieces: string[]) => JSON.parse(toArguments(pieces, 'local')) as unknown;

describe('arguments as models write them', () => {
  const SIX = { expression: '6*7' };
  it.each<[string, unknown]>([
    ['{"expression":"6*7"}', SIX],
    ['{"expression":"6*7",}', SIX],
    ["{'expression': '6*7'}", SIX],
    ['{expression: "6*7"}', SIX],
    ['{expression: 6*7}', SIX],
    ['{“expression”: “6*7”}', SIX],
    ['"{\\"expression\\":\\"6*7\\"}"', SIX],
    ['"\\"{\\\\\\"expression\\\\\\":\\\\\\"6*7\\\\\\"}\\""', SIX],
    ['{\\"expression\\":\\"6*7\\"}', SIX],
    ['```json\n{"expression":"6*7"}\n```', SIX],
    ['```\n{"expression":"6*7"}```', SIX],
    ['json\n{"expression":"6*7"}', SIX],
    ['{"expression":"6*7"} // the product', SIX],
    ['{"expression":"6*7" /* the product */}', SIX],
    ['{"expression":"6*7"}}', SIX],
    ['{"expression":"6*7"', SIX],
    ['{"expression":"6*7"}<|call|>', SIX],
    ['{"expression":"6*7"}</tool_call>', SIX],
    ['{"expression":"6*7"}{"expression":"6*7"}', SIX],
    ['[{"expression":"6*7"}]', SIX],
    ['{"expression":"""6*7"""}', SIX],
    ['{"expression" => "6*7"}', SIX],
    ['{"a":True,"b":False,"c":None,"d":undefined,"e":[1,2,],}', { a: true, b: false, c: null, d: null, e: [1, 2] }],
    ['{"text":"line\nbreak\tand tab"}', { text: 'line\nbreak\tand tab' }],
    ['{"text":"a \\d+ and \\(x\\)",}', { text: 'a \\d+ and \\(x\\)' }],
    ['{"code":"print("hi")"}', { code: 'print("hi")' }],
    ["{'text': 'it\\'s', 'n': -1.5e3}", { text: "it's", n: -1500 }],
    ['', {}],
    ['  ', {}],
    ['null', {}],
    ['None', {}],
    ['{}{"expression":"6*7"}', SIX],
    ['null{"expression":"6*7"}', SIX],
    ['{"expression":"6*7"}{"expression":"6*7"}\n{"expression":"6*7"}', SIX],
    ['""', {}],
    ['[]', {}],
  ])('%j', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it('are put together from pieces, repeated or growing', () => {
    expect(read('{"expr', 'ession":"6*7"}')).toEqual(SIX);
    expect(read('{"expr', 'ession":"6*7"}', '{"expression":"6*7"}')).toEqual(SIX);
    expect(read('{"expression":"6*7"}', '{"expression":"6*7"}')).toEqual(SIX);
    expect(read('{"ex', '{"expression":', '{"expression":"6*7"}')).toEqual(SIX);
    expect(read('{"a":', '{"a":1}}')).toEqual({ a: { a: 1 } });
  });

  it.each(['{"expression": "2+', '{"days": 1', '{"a":1}{"b":2}', 'calculate 6*7', '{"a" "b"}', '{,', '<xml/>', '{"a":{"b":"c'])(
    'what cannot be read is handed back: %j',
    (text) => {
      expect(read(text)).toEqual({ unreadable_arguments: text, reason: 'syntax' });
    },
  );

  it('what was cut at the limit is never completed', () => {
    expect(JSON.parse(toArguments(['{"expression":"6*7"'], 'local', false))).toMatchObject({ reason: 'cut' });
    expect(JSON.parse(toArguments(['{"expression":"6*7"}'], 'local', false))).toEqual(SIX);
  });

  it('keys of the prototype change nothing', () => {
    const value = read('{"__proto__": {"polluted": true}, "constructor": 1, "a": 2,}') as Record<string, unknown>;
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(value.polluted).toBeUndefined();
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it.each([
    ['deep', `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)},`],
    ['blanks', `{"a":${' '.repeat(200_000)}x"`],
    ['quotes', `{"a":"${'" '.repeat(60_000)}`],
    ['backticks', '`'.repeat(200_000)],
    ['brackets', `{"a":1}${'}'.repeat(100_000)}x`],
    ['comments', `{${'/*'.repeat(60_000)}`],
    ['lines of comments', `{${'//\n'.repeat(60_000)}`],
  ])('hostile text takes no time: %s', (_name, text) => {
    expect(read(text)).toBeTypeOf('object');
  });
});

const TOOLS = ['calculate', 'current_time', 'transfer_to_research'].map((name) => toSpec(name));
const request = { ...REQUEST, tools: TOOLS };
const calls = (...deltas: unknown[]) => chunk({ delta: { tool_calls: deltas } });
const fn = (name: unknown, args?: unknown) => ({ function: { name, ...(args === undefined ? {} : { arguments: args }) } });
const END = chunk({ delta: {}, finish_reason: 'tool_calls' });
const [A, B] = ['{"expression":"1"}', '{"expression":"2"}'];

describe('calls as servers put them together', () => {
  it.each<[string, string[], [string, string][]]>([
    [
      'two calls, no ids, index 0',
      [calls({ index: 0, ...fn('calculate', A) }, { index: 0, ...fn('calculate', B) })],
      [
        ['calculate', A],
        ['calculate', B],
      ],
    ],
    [
      'two names, no ids, index 0',
      [calls({ index: 0, ...fn('calculate', A) }), calls({ index: 0, ...fn('current_time', '{}') })],
      [
        ['calculate', A],
        ['current_time', '{}'],
      ],
    ],
    [
      'names first, no ids, index 0',
      [fn('calculate', ''), fn(null, A), fn('calculate', ''), fn(null, B)].map((delta) => calls({ index: 0, ...delta })),
      [
        ['calculate', A],
        ['calculate', B],
      ],
    ],
    [
      'the same id for all',
      [calls({ index: 0, id: 'x', ...fn('calculate', A) }, { index: 1, id: 'x', ...fn('calculate', B) })],
      [
        ['calculate', A],
        ['calculate', B],
      ],
    ],
    [
      'a new id with each piece',
      [
        calls({ index: 0, id: 'a', ...fn('calculate', '{"expression"') }),
        calls({ index: 0, id: 'b', ...fn('calculate', ':"1"}') }),
      ],
      [['calculate', A]],
    ],
    [
      'the name with each piece',
      [calls({ index: 0, ...fn('calculate', '{"expression"') }), calls({ index: 0, ...fn('calculate', ':"1"}') })],
      [['calculate', A]],
    ],
    [
      'the name in pieces',
      [calls({ index: 0, id: 'a', ...fn('calc', '') }), calls({ index: 0, ...fn('ulate', A) })],
      [['calculate', A]],
    ],
    [
      'all repeated at the end',
      [
        calls({ index: 0, id: 'a', ...fn('calculate', '{"expression"') }),
        calls({ index: 0, ...fn(null, ':"1"}') }),
        calls({ index: 0, id: 'a', ...fn('calculate', A) }),
      ],
      [['calculate', A]],
    ],
    [
      'growing with the name',
      ['{"exp', '{"expression":"1', A].map((args) => calls({ index: 0, id: 'a', ...fn('calculate', args) })),
      [['calculate', A]],
    ],
    [
      'a piece with another index',
      [calls({ index: 0, id: 'a', ...fn('calculate', '{"expression"') }), calls({ index: 1, ...fn(null, ':"1"}') })],
      [['calculate', A]],
    ],
    [
      'pieces by id alone',
      [
        calls({ id: 'a', ...fn('calculate', '{"expression"') }, { id: 'b', ...fn('calculate', B) }),
        calls({ id: 'a', ...fn(null, ':"1"}') }),
      ],
      [
        ['calculate', A],
        ['calculate', B],
      ],
    ],
    [
      'index as text',
      [calls({ index: '0', id: 'a', ...fn('calculate', A) }, { index: '1', id: 'b', ...fn('calculate', B) })],
      [
        ['calculate', A],
        ['calculate', B],
      ],
    ],
    [
      'a single call instead of a list',
      [chunk({ delta: { tool_calls: { id: 'a', ...fn('calculate', A) } } })],
      [['calculate', A]],
    ],
    ['without `function`', [calls({ id: 'a', name: 'calculate', arguments: A })], [['calculate', A]]],
    [
      'an object, called otherwise',
      [calls({ id: 'a', type: 'function', name: 'calculate', input: { expression: '1' } })],
      [['calculate', A]],
    ],
    [
      'the old function_call',
      [
        chunk({ delta: { function_call: { name: 'calculate', arguments: '' } } }),
        chunk({ delta: { function_call: { arguments: A } } }),
      ],
      [['calculate', A]],
    ],
    ['no arguments at all', [calls({ index: 0, id: 'a', ...fn('current_time') })], [['current_time', '{}']]],
    [
      'marked with each piece',
      [
        chunk({
          delta: { tool_calls: [{ index: 0, id: 'a', ...fn('calculate', '{"expression"') }] },
          finish_reason: 'tool_calls',
        }),
        calls({ index: 0, ...fn(null, ':"1"}') }),
      ],
      [['calculate', A]],
    ],
  ])('%s', async (_name, pieces, expected) => {
    const outcome = await decodeBody([...pieces, END, DONE], { request });
    expect(outcome).toMatchObject({ calls: expected, reason: 'tool_calls', error: undefined });
    expect(new Set(outcome.ids).size).toBe(expected.length);
    expect(outcome.ids).not.toContain('');
  });

  it.each([
    ['functions.calculate', 'calculate'],
    ['default_api:calculate', 'calculate'],
    ['default_api.calculate', 'calculate'],
    ['functions/calculate', 'calculate'],
    ['functions.calculate:0', 'calculate'],
    ['calculate<|channel|>commentary', 'calculate'],
    ['calculate<|constrain|>json', 'calculate'],
    ['calculate()', 'calculate'],
    ['commentary to=functions.calculate', 'calculate'],
    ['assistant<|channel|>calculate', 'calculate'],
    ['tool_current_time', 'current_time'],
    ['mcp__server__current_time', 'current_time'],
    ['calculate(expression)', 'calculate'],
    ['Calculate', 'calculate'],
    ['currentTime', 'current_time'],
    ['current-time', 'current_time'],
    [' calculate\n', 'calculate'],
    ['"calculate"', 'calculate'],
    ['function_calculate', 'calculate'],
    ['tools.transfer_to_research', 'transfer_to_research'],
    ['launch_missiles', 'launch_missiles'],
    ['recalculate', 'recalculate'],
  ])('the name %j is %s', async (written, name) => {
    const { calls: made } = await decodeBody([calls({ index: 0, id: 'a', ...fn(written, A) }), END], { request });
    expect(made).toEqual([[name, A]]);
  });

  it('a call that was cut at the limit is told so, the ones before it are made', async () => {
    const cut = chunk({ delta: {}, finish_reason: 'length' });
    const deltas = calls(
      { index: 0, id: 'a', ...fn('calculate', A) },
      { index: 1, id: 'b', ...fn('calculate', '{"expression":"2') },
    );
    const { calls: made, error } = await decodeBody([deltas, cut], { request });
    expect(error).toBeUndefined();
    expect(made[0]).toEqual(['calculate', A]);
    expect(made[1]?.[1]).toContain('"reason":"cut"');
  });
});
