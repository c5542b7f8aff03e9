import { describe, expect, it } from 'vitest';
import type { ModelItem, ModelRequest } from '../core/model.ts';
import { toRequestTokens } from './estimate-tokens.ts';
import { fitRequest, toSmallestRequest } from './fit-request.ts';

const say = (role: 'user' | 'assistant', content: string): ModelItem => ({ type: 'message', role, content });
const tool = { name: 'search', description: 'x'.repeat(900), parameters: { type: 'object' }, strict: false };
const turns = (count: number, bytes = 300) =>
  Array.from({ length: count }, (_, index) => say(index % 2 === 0 ? 'user' : 'assistant', `${index}:`.padEnd(bytes, 'w')));

function request(items: ModelItem[], tools: ModelRequest['tools'] = []): ModelRequest {
  return { instructions: 'Be brief.', items, tools };
}

const textOf = ({ items }: ModelRequest) => JSON.stringify(items);

describe('a request that must fit', () => {
  it('stays as it is where it fits', () => {
    const asked = request([...turns(6), say('user', 'now')], [tool]);
    expect(fitRequest(asked, toRequestTokens(asked))).toBe(asked);
  });

  it('for every limit: fits, keeps the newest message whole, and the newest of the others', () => {
    const question = say('user', `now ${'q'.repeat(200)}`);
    const asked = request([...turns(20), question], [tool]);
    const smallest = toRequestTokens(toSmallestRequest(asked));
    for (let tokens = 0; tokens < toRequestTokens(asked) + 10; tokens += 7) {
      const fitted = fitRequest(asked, tokens);
      expect(fitted === null).toBe(tokens < smallest);
      if (!fitted) continue;
      expect(toRequestTokens(fitted)).toBeLessThanOrEqual(tokens);
      expect(fitted.items.at(-1)).toBe(question);
      const kept = asked.items.filter((item) => fitted.items.includes(item));
      expect(kept).toEqual(asked.items.slice(asked.items.length - kept.length));
    }
  });

  it('says that something is left out, and begins with a message of the user', () => {
    const fitted = fitRequest(request([...turns(20), say('user', 'now')]), 600) as ModelRequest;
    expect(fitted.items[0]).toMatchObject({ role: 'user', content: expect.stringContaining('left out') });
    expect(fitted.items[1]).toMatchObject({ role: 'user' });
  });

  it('cuts long results of tools, the longest first, and keeps their beginning and end', () => {
    const long = `begin ${'r'.repeat(9_000)} end`;
    const items: ModelItem[] = [
      say('user', 'now'),
      { type: 'tool_call', callId: '1', name: 'search', arguments: '{}' },
      { type: 'tool_call', callId: '2', name: 'search', arguments: '{}' },
      { type: 'tool_result', callId: '1', output: long },
      { type: 'tool_result', callId: '2', output: 'short' },
    ];
    const fitted = fitRequest(request(items, [tool]), 1_500) as ModelRequest;
    expect(toRequestTokens(fitted)).toBeLessThanOrEqual(1_500);
    expect(textOf(fitted)).toMatch(/begin r+\\n\[… \d+ characters left out.*\]\\nr+ end/);
    expect(fitted.items.at(-1)).toMatchObject({ output: 'short' });
    expect(fitted.tools).toEqual([tool]);
  });

  it('goes without tools before it gives up', () => {
    const asked = request([say('user', 'q'.repeat(3_000))], [tool]);
    const fitted = fitRequest(asked, 1_200) as ModelRequest;
    expect(fitted.tools).toEqual([]);
    expect(fitted.instructions).toContain('no room for tools');
  });

  it('keeps the question where an answer goes on after a failure', () => {
    const items = [
      ...turns(10),
      say('user', 'the question'),
      say('assistant', 'half'),
      say('user', '(Automatic message.) Go on.'),
    ];
    expect(textOf(fitRequest(request(items), 150) as ModelRequest)).toContain('the question');
  });

  it('counts other scripts by what they cost', () => {
    const chinese = request([say('user', '汉'.repeat(1_000))]);
    expect(toRequestTokens(chinese)).toBeGreaterThanOrEqual(1_000);
  });
});
