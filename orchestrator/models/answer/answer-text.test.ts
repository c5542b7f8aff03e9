import { describe, expect, it } from 'vitest';
import type { ModelEvent } from '../../core/model.ts';
import { toSpec } from '../fixtures/offline-talk.ts';
import { AnswerText } from './answer-text.ts';

const TOOLS = ['calculate', 'current_time'].map((name) => toSpec(name));
const ANSWER = 'Hello there, Mira.';

type Options = { isWhole?: boolean; hasCalls?: boolean; tools?: typeof TOOLS; thinksFirst?: boolean };

/** What a reader sees in the end of an answer that comes in these pieces, and the most that was seen before. */
function read(pieces: readonly string[], { isWhole = true, hasCalls = false, tools = TOOLS, thinksFirst = false }: Options = {}) {
  const answer = new AnswerText(tools, thinksFirst);
  const events: ModelEvent[] = [];
  for (const piece of pieces) answer.push(piece, events);
  const early = events.length;
  const calls = answer.finish({ isWhole, hasCalls }, events);
  let text = '';
  for (const event of events) {
    if (event.type === 'text') text += event.delta;
    if (event.type === 'discarded') text = text.slice(0, text.length - event.discardChars);
  }
  return { text, calls: calls.map((call) => [call.name, JSON.parse(call.arguments)]), early };
}

/** The same in one piece, in single characters, in halves, and in pieces of three. */
function readAll(text: string, options: Options = {}) {
  const ways = [[text], [...text], text.match(/[\s\S]{1,3}/g) ?? [], text.match(/[\s\S]{1,7}/g) ?? []];
  for (let at = 1; at < text.length; at += 1) ways.push([text.slice(0, at), text.slice(at)]);
  const [first, ...others] = ways.map((pieces) => {
    const { text: shown, calls } = read(pieces, options);
    return { shown, calls };
  });
  for (const other of others) expect(other).toEqual(first);
  return first as { shown: string; calls: unknown[] };
}

describe('reasoning is not shown', () => {
  it.each([
    `<think>secret</think>${ANSWER}`,
    `\n<think>\nsecret\n</think>\n\n${ANSWER}`,
    `<THINK>secret</Think>${ANSWER}`,
    `<think >secret</ think>${ANSWER}`,
    `<think type="deep">secret</think>${ANSWER}`,
    `<thinking>secret</thinking>\n${ANSWER}`,
    `<thinking>secret</think>\n${ANSWER}`,
    `<thought>secret</thought>${ANSWER}`,
    `<reasoning>secret</reasoning>${ANSWER}`,
    `<reflection>secret</reflection>${ANSWER}`,
    `<analysis>secret</analysis>\n${ANSWER}`,
    `<scratchpad>secret <think> too</scratchpad>${ANSWER}`,
    `<inner_monologue>secret</inner_monologue>${ANSWER}`,
    `<seed:think>secret</seed:think>${ANSWER}`,
    `<thinking>secret</thinking>${ANSWER}`,
    `<longcat_think>secret</longcat_think>${ANSWER}`,
    `[THINK]secret[/THINK]${ANSWER}`,
    `[think]secret[/think]${ANSWER}`,
    `◁think▷secret◁/think▷${ANSWER}`,
    `<|think|>secret<|/think|>${ANSWER}`,
    `<|thinking|>secret</|thinking|>${ANSWER}`,
    `<|channel>thought\nsecret\n<channel|>${ANSWER}`,
    `<|channel>thoughtsecret<channel|>${ANSWER}`,
    `<|channel>thought\n<channel|>${ANSWER}`,
    `<unused94>thought\nsecret<unused95>${ANSWER}`,
    `<|start_of_thinking|>secret<|end_of_thinking|>${ANSWER}`,
    `<|thinking_start|>secret<|thinking_end|>${ANSWER}`,
    `<think_start>secret<think_end>${ANSWER}`,
    `<details type="reasoning" done="true">\n<summary>Thought</summary>\nsecret\n</details>\n${ANSWER}`,
    `<|start_of_role|>assistant<|end_of_role|>${ANSWER}<|end_of_text|>`,
    `<|begin_of_thought|>secret<|end_of_thought|>\n<|begin_of_solution|>${ANSWER}<|end_of_solution|>`,
    `<|START_THINKING|>secret<|END_THINKING|><|START_RESPONSE|>${ANSWER}<|END_RESPONSE|>`,
    `<think>secret</think>\n<answer>${ANSWER}</answer>`,
    `<think>secret</think><answer>\n${ANSWER}</answer>\n`,
    `<|channel|>analysis<|message|>secret<|end|><|start|>assistant<|channel|>final<|message|>${ANSWER}<|return|>`,
    `<|start|>assistant<|channel|>analysis<|message|>secret<|end|><|start|>assistant<|channel|>final<|message|>${ANSWER}`,
    `<|channel|>analysis<|message|>a<|end|><|start|>assistant<|channel|>commentary<|message|>b<|end|><|start|>assistant<|channel|>final<|message|>${ANSWER}<|end|>`,
    `<|channel|>final<|message|>${ANSWER}<|end|>`,
    `secret<|end|><|start|>assistant<|channel|>final<|message|>${ANSWER}`,
    `secret</think>\n\n${ANSWER}`,
    `The user greets me. I answer briefly.\n</think>\n\n${ANSWER}`,
    `I answer briefly.</think>${ANSWER}`,
    `I answer briefly. </think> ${ANSWER}`,
    `secret</thinking>${ANSWER}`,
    `secret[/THINK]${ANSWER}`,
    `secret<channel|>${ANSWER}`,
    `secret◁/think▷${ANSWER}`,
    `</think>\n\n${ANSWER}`,
    `<think>\n\n</think>\n\n${ANSWER}`,
    `<think>one</think><think>two</think>${ANSWER}`,
    '<think>one</think>Hello there, <think>two</think>Mira.',
    'Hello there, <think>two</think>Mira.',
    'Hello there, [THINK]two[/THINK]Mira.',
    'Hello there, <think></think>Mira.',
    `<think>one<think>two</think>three</think>${ANSWER}`,
    `<think>I should explain \`</think>\` here.</think>${ANSWER}`,
    `<think>a</think>b</think>${ANSWER}`,
    `${ANSWER}<think>and now I check</think>`,
  ])('%j', (text) => {
    expect(readAll(text).shown.trimEnd()).toBe(ANSWER);
  });

  it.each([
    '<|im_end|>',
    '</s>',
    '<|eot_id|>',
    '<|return|>',
    '<|end|>',
    '<|endoftext|>',
    '<end_of_turn>',
    '<eos>',
    '<｜end▁of▁sentence｜>',
  ])('the token %s ends an answer without being shown', (token) => {
    expect(readAll(`${ANSWER}${token}`).shown).toBe(ANSWER);
    expect(readAll(`${ANSWER}${token}\n${token}\n`).shown).toBe(ANSWER);
    expect(readAll(`<think>x</think>${ANSWER}${token}`).shown).toBe(ANSWER);
  });

  it.each(['<|im_start|>assistant\n', '<|assistant|>', '<|begin_of_text|>', '<|start_header_id|>assistant<|end_header_id|>\n\n'])(
    'the token %j begins one without being shown',
    (token) => {
      expect(readAll(`${token}${ANSWER}`).shown).toBe(ANSWER);
      expect(readAll(`${token}<think>x</think>${ANSWER}`).shown).toBe(ANSWER);
    },
  );

  it('Harmony without its special tokens is understood', () => {
    expect(read(['analysis', 'We answer', ' briefly.', 'assistant', 'final', 'Hello', ' there, Mira.']).text).toBe(ANSWER);
    expect(read([`analysisWe answer briefly.assistantfinal${ANSWER}`]).text).toBe(ANSWER);
    expect(read(['analysis', '\nWe answer', ' briefly.\n', 'assistantfinal', `\n${ANSWER}`]).text).toBe(ANSWER);
    expect(read(['analysis\n', 'of the poem']).text).toContain('of the poem');
    expect(read(['analysis', 'We answer', ' briefly.']).text).toBe('We answer briefly.');
  });
});

describe('reasoning without an end', () => {
  it.each([
    `<think>\n${ANSWER}`,
    `<thinking>${ANSWER}\n`,
    `[THINK]${ANSWER}`,
    `<|channel>thought\n${ANSWER}`,
    `◁think▷${ANSWER}`,
  ])('%j is the answer where there is no other', (text) => {
    expect(readAll(text).shown).toBe(ANSWER);
  });

  it('is none where the answer was cut, or where there are calls', () => {
    expect(readAll(`<think>${ANSWER}`, { isWhole: false }).shown).toBe('');
    expect(readAll(`<think>${ANSWER}`, { hasCalls: true }).shown).toBe('');
    expect(readAll(`secret</think>`, { hasCalls: true }).shown).toBe('');
  });

  it('an end with nothing behind it leaves the text', () => {
    expect(readAll(`${ANSWER}</think>`).shown).toBe(ANSWER);
    expect(readAll(`${ANSWER}\n</think>\n`).shown.trim()).toBe(ANSWER);
  });

  it('reasoning that has ended is no answer', () => {
    expect(readAll('<think>secret</think>').shown).toBe('');
    expect(readAll('<think>secret</think>\n\n').shown.trim()).toBe('');
  });
});

describe('what only looks like it', () => {
  it.each([
    '<th> is a table header; <think> is not',
    'Models reason between `<think>` and `</think>`.',
    'Models reason between <think> and </think>.',
    'Models reason between "<think>" and "</think>" tags.',
    'It closes with </think> and then answers.',
    'It closes with </think>.',
    'Use this:\n\n```xml\n<think>step</think>\n<answer>4</answer>\n```\n\nThat is all.',
    '~~~\n<think>step</think>\n~~~',
    '1. First:\n\n   ```\n   <think>x</think>\n   ```\n2. Second',
    'Here is `<think>x</think>` inline, and ``a ` <think>b</think>`` too.',
    '<!DOCTYPE html>\n<html><body><p class="a">Hi</p></body></html>',
    '<response><reasoning>because</reasoning><answer>4</answer></response>',
    '<s>old</s> new <s>older</s>',
    '<s>old</s>',
    '<details><summary>More</summary>text</details>',
    '<details open>text</details>',
    '<div>\n  <section><analysis>x</analysis></section>\n</div>',
    'a < b and b > c, so a<c',
    'x <- y; if (a<b && c>d) {}',
    'An array [1, 2], a link [think](https://example.com) and [TODO].',
    'ChatML puts <|im_start|> in front and <|im_end|> behind each message.',
    'Harmony has a token <|channel|> for that.',
    '<',
    '<thi',
    '[',
    'analysis',
    'analysis of the data',
    'Analysis: fine',
    'Generics: Map<string, Array<number>>',
    '{"name": "Mira", "age": 3}',
    '{"a": 1}',
    '[1, 2, 3]',
    '[calculator]: a link',
    '```python\nprint(1)\n```',
    '```json\n{"name": "Mira", "arguments": {}}\n```',
    '```\ncode\n```',
    'The tag <tool_call> begins a call.',
    '`<tool_call>{"name":"calculate","arguments":{}}</tool_call>` is a call.',
    'Costs: ~5 € or ~~6~~ €, at `x',
    'An unclosed ` mark here.\n\nNext.',
    'I ❤ ◁arrows▷',
  ])('%j', (text) => {
    expect(readAll(text)).toEqual({ shown: text, calls: [] });
  });

  it('an unclosed mark of code does not hide reasoning for ever', () => {
    expect(readAll('An unclosed ` mark.\n\n<think>secret</think>Next.').shown).toBe('An unclosed ` mark.\n\nNext.');
  });
});

describe('calls written as text', () => {
  const SIX = { expression: '6*7' };
  const JSON_CALL = '{"name": "calculate", "arguments": {"expression": "6*7"}}';
  it.each([
    `<tool_call>\n${JSON_CALL}\n</tool_call>`,
    `<tool_call>${JSON_CALL}</tool_call><|im_end|>`,
    `<tool_call>${JSON_CALL}`,
    `<think>secret</think>\n<tool_call>${JSON_CALL}</tool_call>`,
    `secret</think><tool_call>${JSON_CALL}</tool_call>`,
    `<function_call>${JSON_CALL}</function_call>`,
    `<longcat_tool_call>${JSON_CALL}</longcat_tool_call>`,
    `<|tool_call|>[${JSON_CALL}]<|/tool_call|>`,
    `functools[${JSON_CALL}]`,
    '[TOOL_CALLS]calculate[CALL_ID]abc123def[ARGS]{"expression": "6*7"}',
    '{"action": "calculate", "action_input": {"expression": "6*7"}}',
    '<|START_ACTION|>[{"tool_call_id":"0","tool_name":"calculate","parameters":{"expression":"6*7"}}]<|END_ACTION|>',
    '<start_function_call>call:calculate{expression:<escape>6*7<escape>}<end_function_call>',
    '<｜DSML｜function_calls>\n<｜DSML｜invoke name="calculate">\n<｜DSML｜parameter name="expression" string="true">6*7</｜DSML｜parameter>\n</｜DSML｜invoke>\n</｜DSML｜function_calls>',
    `<TOOL_CALL>${JSON_CALL}</TOOL_CALL>`,
    '<function=calculate>{"expression": "6*7"}</function>',
    '<function=calculate>\n<parameter=expression>\n6*7\n</parameter>\n</function>',
    '<tool_call>\n<function=calculate>\n<parameter=expression>\n6*7\n</parameter>\n</function>\n</tool_call>',
    '<invoke name="calculate"><parameter name="expression">6*7</parameter></invoke>',
    ['', '/']
      .map((slash) => `<${slash}antml:function_calls>`)
      .join(`<antml:invoke name="calculate"><antml:parameter name="expression">6*7</antml:parameter></antml:invoke>`),
    '<function_calls>\n<invoke name="calculate">\n<parameter name="expression">6*7</parameter>\n</invoke>\n</function_calls>',
    '<minimax:tool_call><invoke name="calculate"><parameter name="expression">6*7</parameter></invoke></minimax:tool_call>',
    `[TOOL_CALLS][${JSON_CALL}]`,
    '[TOOL_CALLS]calculate[ARGS]{"expression": "6*7"}',
    '[TOOL_CALLS]calculate{"expression": "6*7"}',
    `<|python_tag|>${JSON_CALL}`,
    '<|python_tag|>calculate.call(expression="6*7")',
    `<|tool_call|>[${JSON_CALL}]`,
    '<|tool_call>call:calculate{expression:<|"|>6*7<|"|>}<tool_call|>',
    '<tool_call>calculate\n<arg_key>expression</arg_key>\n<arg_value>6*7</arg_value>\n</tool_call>',
    '<|tool_calls_section_begin|><|tool_call_begin|>functions.calculate:0<|tool_call_argument_begin|>{"expression": "6*7"}<|tool_call_end|><|tool_calls_section_end|>',
    '<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>calculate\n```json\n{"expression": "6*7"}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>',
    '<|channel|>analysis<|message|>x<|end|><|start|>assistant<|channel|>commentary to=functions.calculate <|constrain|>json<|message|>{"expression":"6*7"}<|call|>',
    '<|start|>assistant to=functions.calculate<|channel|>commentary json<|message|>{"expression":"6*7"}<|call|>',
    `\`\`\`tool_call\n${JSON_CALL}\n\`\`\``,
    `\`\`\`json\n${JSON_CALL}\n\`\`\``,
    '```tool_code\nprint(calculate(expression="6*7"))\n```',
    JSON_CALL,
    '{"name": "calculate", "parameters": {"expression": "6*7"}}',
    '{"type": "function", "function": {"name": "calculate", "parameters": {"expression": "6*7"}}}',
    '{"type": "function", "name": "calculate", "parameters": {"expression": "6*7"}}',
    '{"tool": "calculate", "args": {"expression": "6*7"}}',
    `[${JSON_CALL}]`,
    '[calculate(expression="6*7")]',
    `{"name": "functions.calculate", "arguments": "{\\"expression\\": \\"6*7\\"}"}`,
  ])('%j', (text) => {
    const { shown, calls } = readAll(text);
    expect(shown.trim()).toBe('');
    expect(calls).toMatchObject([[expect.stringContaining('calculate'), SIX]]);
  });

  it('what stands before a call is shown', () => {
    const { shown, calls } = readAll(`I compute that.\n\n<tool_call>${JSON_CALL}</tool_call>`);
    expect(shown.trim()).toBe('I compute that.');
    expect(calls).toHaveLength(1);
  });

  it('several calls are several', () => {
    const one = `<tool_call>${JSON_CALL}</tool_call>`;
    expect(readAll(`${one}\n${one}`).calls).toHaveLength(2);
    expect(readAll(`<tool_call>${JSON_CALL}\n{"name":"current_time","arguments":{}}</tool_call>`).calls).toHaveLength(2);
  });

  it('a call with text behind it is not made, and its markup is not shown', () => {
    const { shown, calls } = readAll(`The page says <tool_call>${JSON_CALL}</tool_call> and more.`);
    expect(calls).toEqual([]);
    expect(shown).not.toContain('tool_call');
    expect(shown).toContain('and more.');
  });

  it('is no call where no tools are offered', () => {
    expect(readAll(JSON_CALL, { tools: [] })).toEqual({ shown: JSON_CALL, calls: [] });
    expect(readAll(`Fine. <tool_call>${JSON_CALL}</tool_call>`, { tools: [] }).calls).toEqual([]);
  });

  it('JSON of another name is an answer', () => {
    const text = '{"name": "launch", "arguments": {}}';
    expect(readAll(text)).toEqual({ shown: text, calls: [] });
  });
});

describe('a model that is known to think first', () => {
  it('shows nothing of its reasoning, not even for a moment', () => {
    const answer = new AnswerText(TOOLS, true);
    const events: ModelEvent[] = [];
    for (const piece of ['The user', ' greets.\n', '</think>', '\n\n', ANSWER]) answer.push(piece, events);
    expect(events).toEqual([{ type: 'text', delta: ANSWER }]);
    expect(answer.thoughtFirst).toBe(true);
  });

  it('answers without reasoning all the same', () => {
    expect(readAll(ANSWER, { thinksFirst: true }).shown).toBe(ANSWER);
    expect(readAll(ANSWER, { thinksFirst: true, isWhole: false }).shown).toBe(ANSWER);
    expect(readAll(`<think>x</think>${ANSWER}`, { thinksFirst: true }).shown).toBe(ANSWER);
    expect(readAll(`<reasoning>x</reasoning>${ANSWER}`, { thinksFirst: true }).shown).toBe(ANSWER);
    expect(readAll(`<think>\n${ANSWER}`, { thinksFirst: true }).shown).toBe(ANSWER);
    expect(readAll(`[THINK]${ANSWER}`, { thinksFirst: true, isWhole: false }).shown).toBe('');
  });

  it('is not waited for where its reasoning comes apart', () => {
    const answer = new AnswerText(TOOLS, true);
    const events: ModelEvent[] = [];
    answer.separate();
    answer.push(ANSWER, events);
    expect(events).toEqual([{ type: 'text', delta: ANSWER }]);
    expect(answer.thoughtFirst).toBe(false);
  });
});

describe('text is passed on as it comes', () => {
  it.each(['Hello there, how are you', 'a < b is true and so', '# Title\n\nSome text', 'See [1] and <b>bold</b> text'])(
    '%j',
    (text) => {
      const answer = new AnswerText(TOOLS);
      const events: ModelEvent[] = [];
      answer.push(text, events);
      const shown = events.map((event) => (event.type === 'text' ? event.delta : '')).join('');
      expect(shown).toBe(text);
    },
  );
});

describe('hostile text', () => {
  const many = (text: string, times = 20_000) => text.repeat(times);
  it.each([
    ['tags', many('<think>')],
    ['ends', many('</think>')],
    ['half tags', many('<thi')],
    ['brackets', many('[')],
    ['backticks', many('` ')],
    ['headers', many('<|start|>assistant')],
    ['tokens', many('<|im_end|>x')],
    ['blanks', `<think>${many(' ')}</think>${many('\n')}x`],
    ['parameters', `<tool_call>${many('<parameter=a>', 4_000)}`],
    ['calls', many('<tool_call>{"a":', 3_000)],
    ['bare calls', `{"name":"calculate","arguments":${many('{"a":')}`],
  ])('%s', (_name, text) => {
    const pieces = text.match(/[\s\S]{1,5}/g) ?? [];
    expect(read(pieces).text.length).toBeLessThanOrEqual(text.length);
  });
});
