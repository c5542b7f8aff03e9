import { describe, expect, it } from 'vitest';
import { type ChatTurn, toTemplateError } from '../../e2e/standins/strict-template.ts';
import type { ModelItem } from '../core/model.ts';
import { toChatMessages } from './chat-messages.ts';
import { toDialogue } from './to-dialogue.ts';

const say = (role: 'user' | 'assistant' | 'system', content: string): ModelItem => ({ type: 'message', role, content });
const call = (callId: string): ModelItem => ({ type: 'tool_call', callId, name: 'search', arguments: '{}' });
const result = (callId: string): ModelItem => ({ type: 'tool_result', callId, output: `found ${callId}` });

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
        expect(toTemplateError(messages as ChatTurn[]), `seed ${seed}: ${JSON.stringify(items)}`).toBeNull();
      }
      const text = JSON.stringify(made);
      for (const item of items) if (item.type === 'message' && item.content.trim() !== '') expect(text).toContain(item.content);
      expect(toDialogue(made)).toEqual(made);
    }
  });
});
