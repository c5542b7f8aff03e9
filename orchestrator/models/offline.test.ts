import { describe, expect, it } from 'vitest';
import type { ModelEvent, ModelItem, ModelRequest, ToolSpec } from '../core/model.ts';
import { createToolRegistry } from '../tools/registry.ts';
import { createRecordingContext } from '../tools/testing/tool-context.ts';
import { createOfflineModel } from './offline.ts';

// A Monday.
const NOW_MS = Date.UTC(2025, 8, 15, 10, 30);
const OPTIONS = { clock: { now: () => NOW_MS }, timeZone: 'UTC' };
const TOOLS = createToolRegistry();
const SPECS: ToolSpec[] = [...TOOLS.values()].map(({ name, description }) => ({
  name,
  description,
  parameters: {},
  strict: false,
}));
const HANDOFF: ToolSpec = { name: 'transfer_to_code', description: '', parameters: {}, strict: false };

async function collect(items: ModelItem[], tools: ToolSpec[]) {
  const events: ModelEvent[] = [];
  const request: ModelRequest = { instructions: '', items, tools };
  for await (const event of createOfflineModel({ reason: 'unconfigured', ...OPTIONS, pieceDelayMs: 0 }).stream(
    request,
    new AbortController().signal,
  ))
    events.push(event);
  return events;
}

const textOf = (events: ModelEvent[]) => events.map((event) => (event.type === 'text' ? event.delta : '')).join('');

/** Asks as an agent does: calls the real tools and gives their results back. */
async function ask(message: string): Promise<{ answer: string; tools: string[] }> {
  const items: ModelItem[] = [{ type: 'message', role: 'user', content: message }];
  const called: string[] = [];
  for (let turn = 0; turn < 3; turn += 1) {
    const events = await collect(items, SPECS);
    const calls = events.filter((event) => event.type === 'tool_call');
    if (calls.length === 0) return { answer: textOf(events), tools: called };
    for (const call of calls) {
      const tool = TOOLS.get(call.name);
      called.push(call.name);
      const context = createRecordingContext({ nowMs: NOW_MS });
      const result = await tool?.execute(tool.parameters.parse(JSON.parse(call.arguments)), context);
      items.push(call, { type: 'tool_result', callId: call.callId, output: result?.output ?? '' });
    }
  }
  throw new Error('it goes on for ever');
}

describe('offline arithmetic', () => {
  it.each([
    ['2+2', '4'],
    ['what is 2 + 2?', '4'],
    ['What is 17 * 23', '391'],
    ['calculate (3+4)*5', '35'],
    ['how much is 12 x 12', '144'],
    ['compute sqrt(2)^2', '2'],
    ["what's 15% of 80?", '12'],
    ['What is 15 percent of 80?', '12'],
    ['5 plus 7', '12'],
    ['twelve times thirteen', '156'],
    ['100 divided by 8', '12.5'],
    ['10 minus 3', '7'],
    ['what is the square root of 144?', '12'],
    ['2 to the power of 64', '18446744073709551616'],
    ['7 squared', '49'],
    ['5 cubed', '125'],
    ['what is 10 factorial', '3628800'],
    ['please calculate 1,000,000 * 3', '3000000'],
    ['increase 200 by 15%', '230'],
    ['decrease 80 by 25 percent', '60'],
    ['15% off 200', '170'],
    ['what percent of 80 is 20?', '25%'],
    ['20 is what percent of 80', '25%'],
    ['average of 3, 4 and 5', '4'],
    ['what is the sum of 1, 2 and 3', '6'],
    ['0.1 + 0.2', '0.3'],
    ['17 mod 5', '2'],
    ['can you tell me what is 6*7 please?', '42'],
    ['what is 7! / 5!', '42'],
    ['what is 5!?', '120'],
    ['one hundred and five plus twenty-one', '126'],
    ['what is one half plus one quarter', '0.75'],
    ['I have 24 apples and give away 9, how many are left?', '15'],
    ['a jacket costs 80 and is 25% off, what do I pay?', '60'],
    ['what was the price before a 20% discount if I paid 80', '100'],
    ['the price went from 40 to 50, how many percent is that', '25%'],
  ])('%s', async (question, result) => {
    const { answer, tools } = await ask(question);
    expect(tools).toEqual(['calculate']);
    expect(answer).toContain(`**${result}**`);
  });

  it.each([
    ['convert 5 km to miles', '3.10686 miles'],
    ['how many miles is 5 km?', '3.10686 miles'],
    ['how many inches are in a foot', '12'],
    ['20 celsius in fahrenheit', '68'],
    ['what is 72 degrees fahrenheit in celsius?', '22.2222 °C'],
    ['3 hours in minutes', '180'],
    ['10 kg to pounds', '22.0462 pounds'],
    ['60 mph to km/h', '96.56064'],
    ['5 feet 11 inches in cm', '180.34'],
    ['how tall is 6\'2" in centimeters', '187.96'],
    ['a marathon is 42.195 km, what is that in miles?', '26.2188 miles'],
    ['1 light year in km', '9460730472580.8'],
  ])('%s', async (question, result) => {
    const { answer, tools } = await ask(question);
    expect(tools).toEqual(['calculate']);
    expect(answer).toContain(`**${result}`);
  });

  it('says what is wrong with a computation', async () => {
    expect((await ask('what is 1/0')).answer).toContain('could not work out 1/0');
  });
});

describe('offline dates', () => {
  it.each([
    ['what time is it?', '**10:30**'],
    ['What time is it in Tokyo?', '**19:30** (Asia/Tokyo)'],
    ['what is the time in America/New_York', '**06:30**'],
    ["what's the date today?", '**Monday, 2025-09-15**'],
    ['what day is it?', '**Monday, 2025-09-15**'],
    ['what day is tomorrow', '**Tuesday, 2025-09-16**'],
    ['what date was yesterday?', '**Sunday, 2025-09-14**'],
    ['what date will it be in 30 days', '**Wednesday, 2025-10-15**'],
    ['what day was it 2 weeks ago', '**Monday, 2025-09-01**'],
    ['what day of the week is 2024-02-29?', '**Thursday**'],
    ['which day is 4 July 2026', '**Saturday**'],
    ['how many days until 2025-12-31', '**107 days**'],
    ['how many days until Christmas?', '**101 days**'],
    ["how long until new year's", '**108 days**'],
    ['how many days between 2025-01-01 and 2025-03-01', '**59 days**'],
    ['how many days since March 1st, 2025', '**198 days ago**'],
    ["what's tomorrow's date", '**Tuesday, 2025-09-16**'],
    ['3 weeks before 20 December 2025', '**Saturday, 2025-11-29**'],
    ['when is Easter in 2026', '**Sunday, 2026-04-05**'],
    ['how old is someone born on 12 May 1990', '**35 years**'],
    ['what is the date of the last Friday of this month', '**Friday, 2025-09-26**'],
    ["what's the UTC offset of Nairobi", 'GMT+03:00'],
    ['what is the time difference between London and Tokyo', '**8 hours behind**'],
    ["when it's 11pm in New York, what time is it in Berlin", '**05:00** on the next day'],
    ['convert 14:00 UTC to Pacific time', '**07:00** in Pacific time'],
  ])('%s', async (question, result) => {
    const { answer, tools } = await ask(question);
    expect(new Set(tools)).toEqual(new Set(['current_time']));
    expect(answer).toContain(result);
  });
});

describe('offline text utilities', () => {
  it.each([
    ['sha256 of hello', '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824'],
    ['generate the sha-1 hash of the text abc', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    ['how many letters are in the word onomatopoeia', '**12** letters'],
    ['how many words are in "to be or not to be"?', '**6** words'],
    ['base64 encode hello of spring', Buffer.from('hello of spring').toString('base64')],
    ['decode this base64: aGVsbG8=', 'hello'],
    ['is this valid JSON? {"a": 1,}', '**not valid JSON**'],
    ['format this JSON: {"a":[1]}', '"a": [\n    1'],
    ['sort these lines:\npear\napple', 'apple\npear'],
    ['sort: 10, 9, 100', '9, 10, 100'],
    ['remove duplicates from this list:\na\nb\na', '```\na\nb\n```'],
    ['replace "cat" with "dog" in: the cat sat', 'the dog sat'],
    ['extract the email addresses from: ana@example.com, b', '- ana@example.com'],
    ['reverse "añb👍🏽"', '👍🏽bña'],
    ['uppercase: ```\nlet x\n```', 'LET X'],
  ])('%s', async (question, expected) => {
    const { answer, tools } = await ask(question);
    expect(tools).toEqual([]);
    expect(answer).toContain(expected);
  });

  it('works on long texts', async () => {
    expect((await ask(`count the words in: ${'word '.repeat(3_000)}`)).answer).toContain('**3,000** words');
  });
});

describe('offline abilities without tools', () => {
  it.each([
    ['count to 5', '1 2 3 4 5'],
    ['Count from 3 to 6.', '3 4 5 6'],
    ['count down from 3', '3 2 1 0'],
    ['please repeat: so it goes', 'so it goes'],
    ['repeat after me: hello', 'hello'],
    ['say hip 3 times', 'hip\nhip\nhip'],
    ['list the first 5 primes', '2, 3, 5, 7, 11'],
    ['fibonacci numbers below 50', '0, 1, 1, 2, 3, 5, 8, 13, 21, 34'],
    ['count by 5s to 20', '5 10 15 20'],
  ])('%s', async (question, answer) => {
    expect(await ask(question)).toEqual({ answer, tools: [] });
  });

  it('writes long answers piece by piece', async () => {
    const events = await collect([{ type: 'message', role: 'user', content: 'write the numbers from 1 to 500' }], SPECS);
    expect(events.filter((event) => event.type === 'text')).toHaveLength(500);
    expect(textOf(events).endsWith('499 500')).toBe(true);
  });

  it('refuses to count for ever', async () => {
    expect((await ask('count to 999999999')).answer).toContain('at most 10,000');
  });

  it.each(['what can you do?', 'help', 'who are you'])('%s: all abilities', async (question) => {
    expect((await ask(question)).answer).toContain('Arithmetic');
  });

  it.each(['hi', 'Hello there!', 'good morning', 'thanks', 'tell me a story'])('%s: no list of abilities', async (question) => {
    const { answer } = await ask(question);
    expect(answer).not.toContain('Arithmetic');
    expect(answer.length).toBeLessThan(300);
  });
});

describe('offline honesty', () => {
  it.each([
    'tell me a story about 2 dragons',
    'write a function that adds 2 + 2 in rust',
    'who won the match of 5 June',
    'what is love',
    '',
    '42',
    `2 ${'m'.repeat(290)}?`,
    `a${' '.repeat(32_000)}b`,
  ])('does not pretend to answer: %s', async (question) => {
    const { answer, tools } = await ask(question);
    expect(tools).toEqual([]);
    expect(answer).toContain('No language model is configured');
    expect(answer).toContain('OPENAI_API_KEY');
    expect(answer).toContain('FALLBACK_PROVIDERS');
  });

  it.each([
    ['2+2', true],
    ['what day is it', true],
    ['convert 5 km to miles', true],
    ['count the words in: a b c', true],
    ['tell me a story', false],
    ['hello', false],
    ['what can you do?', false],
    ['are you a robot', false],
    ['hello, what is 2+2?', true],
  ])('knows before it is asked whether it can do it: %s', (content, can) => {
    const model = createOfflineModel({ reason: 'unavailable', ...OPTIONS });
    expect(model.canAnswer({ instructions: '', items: [{ type: 'message', role: 'user', content }], tools: SPECS })).toBe(can);
  });

  it('cannot do what it has no tools for', () => {
    const model = createOfflineModel({ reason: 'unavailable', ...OPTIONS });
    const items: ModelItem[] = [{ type: 'message', role: 'user', content: 'what is 2+2' }];
    expect(model.canAnswer({ instructions: '', items, tools: [] })).toBe(false);
  });

  it('marks what is no answer, so that no model is told of it later', async () => {
    const last = async (content: string) => (await collect([{ type: 'message', role: 'user', content }], SPECS)).at(-1);
    expect(await last('tell me a story')).toMatchObject({ type: 'finished', isApology: true });
    expect(await last('count to 3')).not.toHaveProperty('isApology');
  });

  it('says that it does not know a place', async () => {
    const { answer, tools } = await ask('what time is it in Nowhere');
    expect(tools).toEqual([]);
    expect(answer).toContain('do not know the time zone of “nowhere”');
  });
});

describe('offline handover', () => {
  const question: ModelItem = { type: 'message', role: 'user', content: 'Ask the code agent: what is 2^10' };

  it('hands over where it may', async () => {
    const events = await collect([question], [...SPECS, HANDOFF]);
    expect(events[0]).toMatchObject({
      type: 'tool_call',
      name: 'transfer_to_code',
      arguments: '{"reason":"You asked for the code agent."}',
    });
  });

  it('answers itself where it was handed over to', async () => {
    expect((await collect([question], SPECS))[0]).toMatchObject({ name: 'calculate', arguments: '{"expression":"2^10"}' });
  });

  it('says what is missing where it has no tools', async () => {
    expect(textOf(await collect([question], []))).toContain('needs `calculate`');
  });
});

describe('offline stop', () => {
  it('stops between two words and leaves no timer behind', async () => {
    const controller = new AbortController();
    const model = createOfflineModel({ reason: 'unconfigured', ...OPTIONS, pieceDelayMs: 60_000 });
    const request: ModelRequest = {
      instructions: '',
      items: [{ type: 'message', role: 'user', content: 'count to 9' }],
      tools: [],
    };
    const next = model.stream(request, controller.signal).next();
    controller.abort(new Error('stop'));
    await expect(next).rejects.toThrow('stop');
  });
});

describe('an offline answer that is heard', () => {
  const instructions = 'The user is speaking and hears your answer read aloud.';

  async function say(message: string): Promise<string> {
    const items: ModelItem[] = [{ type: 'message', role: 'user', content: message }];
    const model = createOfflineModel({ reason: 'unconfigured', ...OPTIONS, pieceDelayMs: 0 });
    const events: ModelEvent[] = [];
    for await (const event of model.stream({ instructions, items, tools: [] }, new AbortController().signal)) events.push(event);
    return textOf(events);
  }

  it('is short and without marks', async () => {
    const [written, spoken] = [
      textOf(await collect([{ type: 'message', role: 'user', content: 'help' }], [])),
      await say('help'),
    ];
    expect(written.length).toBeGreaterThan(500);
    expect(spoken.length).toBeLessThan(500);
    expect(spoken).not.toMatch(/\*\*|`|^#|^- /m);
  });

  it('says the same when that is short', async () => {
    expect(await say('hello')).toMatch(/\w+.*[.!?]$/);
  });
});

describe('what people say and ask in passing', () => {
  it.each([
    ["I'm sad", 'sorry to hear that'],
    ['I feel so lonely today', 'sorry to hear that'],
    ["I'm back", 'All right'],
  ])('%s', async (message, said) => {
    expect((await ask(message)).answer).toContain(said);
  });

  it('a question behind a sum is a part of its own', async () => {
    const { answer } = await ask('what is 2*21 and tell me what 5*5 is');
    expect(answer).toContain('**42**');
    expect(answer).toContain('**25**');
  });
});
