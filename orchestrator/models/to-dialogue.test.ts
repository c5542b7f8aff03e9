import { describe, expect, it } from 'vitest';
import type { ModelItem } from '../core/model.ts';
import { toChatMessages } from './chat-messages.ts';
import { toDialogue } from './to-dialogue.ts';

const say = (role: 'user' | 'assistant' | 'system', content: string): ModelItem => ({ type: 'message', role, content });
const call = (callId: string): ModelItem => ({ type: 'tool_call', callId, name: 'search', arguments: '{}' });
const result = (callId: string): ModelItem => ({ type: 'tool_result', callId, output: `found ${callId}` });

/** As strict templates check it: what is wrong, or `null`. */
function toComplaint(
  messages: readonly { role: string; content?: unknown; tool_calls?: readonly { id: string }[] }[],
): string | null {
  const turns = messages.filter(({ role }, index) => role !== 'system' || index > 0);
  if (turns.some(({ role }) => role === 'system')) return 'system in the middle';
  if (turns.length > 0 && turns[0]?.role !== 'user') return `begins with ${turns[0]?.role}`;
  const last = turns.at(-1);
  if (last && last.role === 'assistant') return 'ends with assistant';
  let open: string[] = [];
  for (const [index, turn] of turns.entries()) {
    const before = turns[index - 1];
    if (turn.role === 'tool') {
      if ((turn as { tool_call_id?: string }).tool_call_id !== open.shift()) return 'a result of no call';
      continue;
    }
    if (open.length > 0) return 'a call without a result';
    if (turn.role === 'user' && before && before.role !== 'assistant') return `user after ${before.role}`;
    if (turn.role === 'assistant' && before?.role === 'assistant') return 'assistant after assistant';
    open = turn.tool_calls?.map(({ id }) => id) ?? [];
    if (open.length === 0 && !turn.content) return 'an empty turn';
  }
  return open.length > 0 ? 'a call without a result' : null;
}

/** Source: the linear congruential generator of Numerical Recipes. */
function createRandom(seed: number) {
  let state = seed >>> 0;
  const below = (limit: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  return { below, pick: <T>(choices: readonly [T, ...T[]]): T => choices[below(choices.length)] ?? choices[0] };
}

function randomItems(random: ReturnType<typeof createRandom>): ModelItem[] {
  return Array.from({ length: random.below(14) }, (_, index): ModelItem => {
    const id = `call_${random.below(4)}`;
    const text = random.pick(['', ' \n', `words ${index}`, `words ${index}`, `words ${index}`]);
    return random.pick([
      say('user', text),
      say('user', text),
      say('assistant', text),
      say('system', text),
      call(id),
      result(id),
      { type: 'reasoning', provider: 'openai', data: {} },
    ] as const);
  });
}

describe('a conversation for strict templates', () => {
  it.each([
    ['a stopped answer', [say('user', 'a'), say('user', 'b')], [say('user', 'a\n\nb')]],
    ['an empty answer', [say('user', 'a'), say('assistant', ' '), say('user', 'b')], [say('user', 'a\n\nb')]],
    [
      'a summary in front',
      [say('user', 'Summary'), say('user', 'a'), say('assistant', 'b'), say('user', 'c')],
      [say('user', 'Summary\n\na'), say('assistant', 'b'), say('user', 'c')],
    ],
    [
      'results out of order',
      [say('user', 'a'), call('1'), call('2'), result('2'), result('1')],
      [say('user', 'a'), call('1'), call('2'), result('1'), result('2')],
    ],
    ['a result of nothing', [say('user', 'a'), result('9')], [say('user', 'a')]],
  ])('%s', (_, items, expected) => {
    expect(toDialogue({ instructions: '', items }).items).toEqual(expected);
  });

  it('keeps pictures of joined messages, and puts what the system says to the instructions', () => {
    const image = { mimeType: 'image/png' as const, base64: 'AA==' };
    const items: ModelItem[] = [
      { type: 'message', role: 'user', content: '', images: [image] },
      say('system', 'Be kind.'),
      say('user', 'b'),
    ];
    expect(toDialogue({ instructions: 'Be brief.', items })).toEqual({
      instructions: 'Be brief.\n\nBe kind.',
      items: [{ type: 'message', role: 'user', content: 'b', images: [image] }],
    });
  });

  it('whatever came before: alternates, loses no word, and stays as it is', () => {
    for (let seed = 1; seed <= 2_000; seed += 1) {
      const items = randomItems(createRandom(seed));
      const made = toDialogue({ instructions: 'Be brief.', items });
      for (const tools of [true, false]) {
        const messages = toChatMessages(
          { instructions: 'Be brief.', items, tools: [] },
          { tools, images: true, system: seed % 2 === 0 },
        );
        expect(toComplaint(messages), `seed ${seed}: ${JSON.stringify(items)}`).toBeNull();
      }
      const text = JSON.stringify(made);
      for (const item of items) if (item.type === 'message' && item.content.trim() !== '') expect(text).toContain(item.content);
      expect(toDialogue(made)).toEqual(made);
    }
  });
});
