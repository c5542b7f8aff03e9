import { describe, expect, it } from 'vitest';
import { chunk, DONE, decodeBody, FINISH, say } from './fixtures/decode-body.ts';

const TEXT = 'The capital of Norway is Oslo.';
const [FIRST, SECOND] = ['The capital of ', 'Norway is Oslo.'];

describe('content in every form', () => {
  const text = (value: unknown) => ({ type: 'text', text: value });
  it.each<[string, unknown[]]>([
    ['a string', [TEXT]],
    ['one part', [text(TEXT)]],
    ['a list of one part', [[text(FIRST)], [text(SECOND)]]],
    ['thinking, then text', [[{ type: 'thinking', thinking: [text('The user asks.')], closed: true }], [text(TEXT)]]],
    ['both in one chunk', [[{ type: 'thinking', thinking: 'hm' }, text(FIRST)], SECOND]],
    ['text and references', [[text(FIRST), { type: 'reference', reference_ids: [1, 2] }, text(SECOND)]]],
    ['parts of other names', [[{ type: 'output_text', text: FIRST }, { text: SECOND }]]],
    ['a flagged thought', [[{ text: 'secret', thought: true }, { text: TEXT }]]],
    ['strings, gaps and pictures', [[FIRST, null, { type: 'image_url', image_url: { url: 'x' } }, SECOND], null, {}, []]],
    ['a text with a value', [[{ type: 'text', text: { value: TEXT, annotations: [] } }]]],
    ['lists in lists', [[[text(FIRST)], [[text(SECOND)]]]]],
    ['reasoning parts of all names', [[{ type: 'reasoning', text: 'x' }, { type: 'redacted_thinking', data: 'x' }, text(TEXT)]]],
    ['an object of parts, as Gemini has it', [{ parts: [text(FIRST), text(SECOND)] }]],
    ['a nested content', [[{ type: 'content', content: [text(TEXT)] }]]],
  ])('%s', async (_name, contents) => {
    expect(await decodeBody([...contents.map((content) => say(content)), FINISH, DONE])).toMatchObject({
      text: TEXT,
      reason: 'stop',
    });
    const whole = contents.flat(1);
    const body = JSON.stringify({ choices: [{ message: { role: 'assistant', content: whole }, finish_reason: 'stop' }] });
    expect(await decodeBody([body])).toMatchObject({ text: TEXT, reason: 'stop' });
  });

  it('a refusal among the parts is told as one', async () => {
    const outcome = await decodeBody([say([{ type: 'refusal', refusal: 'I cannot.' }]), FINISH, DONE]);
    expect(outcome).toMatchObject({ text: 'I cannot.', reason: 'refusal' });
  });

  it.each(['reasoning', 'reasoning_content', 'reasoning_text', 'thinking', 'thought', 'reasoning_details'])(
    'reasoning in the field %s is not shown',
    async (field) => {
      const value = field === 'reasoning_details' ? [{ type: 'reasoning.text', text: 'secret' }] : 'secret';
      expect(await decodeBody([chunk({ delta: { [field]: value } }), say(TEXT), FINISH])).toMatchObject({ text: TEXT });
    },
  );
});

describe('the end of an answer', () => {
  it.each<[string, string[]]>([
    ['[DONE] without a reason', [say(FIRST), say(SECOND), DONE]],
    ['an empty reason', [say(FIRST, ''), say(SECOND, ''), DONE]],
    ['a reason in camel case', [say(FIRST), chunk({ delta: { content: SECOND }, finishReason: 'stop' })]],
    ['a reason in the delta', [say(FIRST), chunk({ delta: { content: SECOND, finish_reason: 'stop' } })]],
    ['a reason that nobody knows', [say(FIRST), say(SECOND, 'eos')]],
    ['a reason of Gemini', [say(FIRST), say(SECOND, 'STOP')]],
    ['a reason of Anthropic', [say(FIRST), say(SECOND, 'end_turn')]],
    ['a reason with each piece', [say(FIRST, 'stop'), say(SECOND, 'stop')]],
    ['a reason with each piece and an empty end', [say(FIRST, 'stop'), say(SECOND, 'stop'), FINISH, DONE]],
    ['the reason before the last text', [say(FIRST), FINISH, say(SECOND), DONE]],
    [
      'the reason in front of everything',
      [chunk({ delta: { role: 'assistant' }, finish_reason: 'stop' }), say(FIRST), say(SECOND)],
    ],
    ['the reason twice', [say(TEXT), FINISH, FINISH, DONE]],
    ['reasoning that is marked', [chunk({ delta: { reasoning: 'hm' }, finish_reason: 'stop' }), say(TEXT, 'stop'), DONE]],
    [
      'usage behind it and nothing else',
      [say(TEXT), `data: ${JSON.stringify({ choices: [], usage: { completion_tokens: 3 } })}\n\n`],
    ],
    ['a last event without a blank line', [say(TEXT), FINISH.trimEnd()]],
    ['a last event with one line break', [say(TEXT), `${FINISH.trimEnd()}\n`]],
    ['[DONE] without a line break', [say(TEXT), 'data: [DONE]']],
    ['DONE without brackets', [say(TEXT), 'data: DONE\n\n']],
    ['an event that is called done', [say(TEXT), 'event: done\ndata: {}\n\n']],
    ['an event that is called end, without data', [say(TEXT), 'event: end\ndata:\n\n']],
    ...['FinishReason', 'stop_reason', 'stopReason', 'done_reason', 'native_finish_reason'].map((name): [string, string[]] => [
      `a reason that is called ${name}`,
      [say(TEXT), chunk({ delta: {}, [name]: 'stop' })],
    ]),
    ['[DONE] without a space', [say(TEXT), 'data:[DONE]\n\n']],
    [
      'no blank lines at all',
      [`${say(FIRST).trimEnd()}\n`, `${say(SECOND).trimEnd()}\n`, `${FINISH.trimEnd()}\n`, 'data: [DONE]\n'],
    ],
    ['an error behind a whole answer', [say(TEXT), FINISH, 'data: {"error":{"message":"usage failed"}}\n\n']],
  ])('%s', async (_name, pieces) => {
    expect(await decodeBody(pieces)).toMatchObject({ text: TEXT, reason: 'stop', error: undefined });
  });

  it('silence between pieces that each say that they are the last does not cut the answer', async () => {
    const pieces = [say(FIRST, 'stop'), say(SECOND, 'stop')];
    expect(await decodeBody(pieces, { pauseMs: 1_600 })).toMatchObject({ text: TEXT, reason: 'stop', error: undefined });
  });

  it.each<[string, string[]]>([
    ['nothing', [say(FIRST)]],
    ['a reason that is null', [say(FIRST, null)]],
    ['half an event', [say(FIRST), 'data: {"choices":[{"delta":{"con']],
    ['a reason that says that it goes on', [say(FIRST, 'null'), say(SECOND, 'FINISH_REASON_UNSPECIFIED')]],
  ])('%s at the end is a cut', async (_name, pieces) => {
    expect(await decodeBody(pieces)).toMatchObject({ reason: undefined, error: { kind: 'incomplete' } });
  });

  it.each([
    ['length', 'length'],
    ['max_tokens', 'length'],
    ['MAX_TOKENS', 'length'],
    ['maxTokens', 'length'],
    ['FINISH_REASON_MAX_TOKENS', 'length'],
    ['contentFilter', 'content_filter'],
    ['model_length', 'length'],
    ['content_filter', 'content_filter'],
    ['SAFETY', 'content_filter'],
    ['RECITATION', 'content_filter'],
    ['refusal', 'refusal'],
    ['tool_calls', 'stop'],
  ])('the word %s is %s', async (word, reason) => {
    expect(await decodeBody([say(TEXT), chunk({ delta: {}, finish_reason: word }), DONE])).toMatchObject({ text: TEXT, reason });
  });

  it('a later "stop" does not hide that the answer was cut', async () => {
    expect(await decodeBody([say(TEXT, 'length'), FINISH, DONE])).toMatchObject({ text: TEXT, reason: 'length' });
  });
});

describe('heartbeats that look like data', () => {
  const HEARTBEATS = [
    ...[
      'data:\n\n',
      'data: \n\n',
      'data: ping\n\n',
      'data: null\n\n',
      'data: 12\n\n',
      'data: true\n\n',
      'data: []\n\n',
      'data: {}\n\n',
    ],
    ...[
      'data: 2026-12-01T00:00:00Z\n\n',
      'data: : OPENROUTER PROCESSING\n\n',
      'data: [PING]\n\n',
      'data: "ping"\n\n',
      ': ping\n\n',
    ],
    ...[
      'data: {"type":"ping"}\n\n',
      'event: ping\ndata: {}\n\n',
      'event: ping\ndata: 1\n\n',
      'data: {"choices":[]}\n\n',
      '\n\n',
      'ping\n\n',
    ],
    ...[
      'data: {"error":null}\n\n',
      'data: {"choices":null}\n\n',
      'data: [1,2]\n\n',
      'retry: 100\n\n',
      'id: 7\n\n',
      'data: processing...\n\n',
    ],
    ...['data: {"status":"processing"}\n\n', 'data: {"choices":[{"index":0,"delta":{}}]}\n\n', 'data: [null]\n\n'],
  ];
  it.each(HEARTBEATS)('%j', async (beat) => {
    const pieces = [beat, say(FIRST), beat, beat, say(SECOND), beat, FINISH, beat, DONE, beat];
    expect(await decodeBody(pieces)).toMatchObject({ text: TEXT, reason: 'stop', error: undefined });
  });

  it('one line that cannot be read between good ones does not void the answer', async () => {
    expect(await decodeBody([say(FIRST), 'data: {"choices":[{"del\n\n', say(SECOND), FINISH])).toMatchObject({ text: TEXT });
    expect(await decodeBody([say(FIRST), 'data: {"choices":[{"del\n\n'])).toMatchObject({ error: { kind: 'malformed' } });
  });
});

describe('bodies that are no event stream', () => {
  const lines = [say(FIRST), say(SECOND), FINISH].map((event) => event.slice('data: '.length).trim());
  const WHOLE = {
    choices: [{ message: { content: TEXT }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 5, completion_tokens: 6 },
  };
  it.each([
    ['JSON line by line', lines.join('\n')],
    ['one list of chunks', `[${lines.join(',\n')}]`],
    ['one JSON document', JSON.stringify(WHOLE)],
    ['one JSON document with line breaks', JSON.stringify(WHOLE, null, 2)],
    ['a byte order mark', `\ufeff${say(TEXT)}${FINISH}`],
    ['carriage returns', `${say(FIRST)}${say(SECOND)}${FINISH}`.replaceAll('\n', '\r\n')],
    ['only carriage returns', `${say(FIRST)}${say(SECOND)}${FINISH}`.replaceAll('\n', '\r')],
    ['no space behind data:', `${say(TEXT)}${FINISH}`.replaceAll('data: ', 'data:')],
    ['data in capitals', `${say(TEXT)}${FINISH}`.replaceAll('data: ', 'Data: ')],
    ['JSON lines in an event stream', `: hi\n\n${lines.join('\n')}\n`],
    ['an event of a list', `data: [${lines.join(',')}]\n\n`],
    ['a completion of text', JSON.stringify({ choices: [{ text: TEXT, finish_reason: 'stop' }] })],
  ])('%s', async (_name, body) => {
    expect(await decodeBody([body])).toMatchObject({ text: TEXT, reason: 'stop', error: undefined });
    const halves = [body.slice(0, body.length / 2), body.slice(body.length / 2)];
    expect(await decodeBody(halves)).toMatchObject({ text: TEXT, reason: 'stop', error: undefined });
  });

  it('an answer of Responses in one piece', async () => {
    const output = [
      { type: 'reasoning', id: 'rs_1', summary: [] },
      { type: 'message', id: 'msg_1', content: [{ type: 'output_text', text: TEXT }] },
      { type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'calculate', arguments: '{}' },
    ];
    const body = JSON.stringify({ object: 'response', status: 'completed', output, error: null });
    const outcome = await decodeBody([body], { api: 'responses' });
    expect(outcome).toMatchObject({ text: TEXT, reason: 'tool_calls', calls: [['calculate', '{}']], error: undefined });
  });

  it.each([
    ['a page', '<!DOCTYPE html><html><body>Sign in</body></html>'],
    ['other JSON', '{"not": "an answer"}'],
    ['half a document', '{"choices":[{"message":{"content":"The'],
  ])('%s is malformed', async (_name, body) => {
    const { error } = await decodeBody([body]);
    expect(error).toMatchObject({ name: 'ModelError' });
  });
});

describe('errors in the stream, in every shape', () => {
  it.each([
    '{"error":{"message":"x"}}',
    '{"error":"x"}',
    '{"error":{"code":500,"message":"x"},"choices":[{"delta":{"content":""},"finish_reason":"error"}]}',
    '{"choices":[{"delta":{},"error":{"code":502,"message":"x"}}]}',
    '{"type":"error","message":"x"}',
    '{"object":"error","message":"x","code":500}',
    '{"detail":"Internal error"}',
    '{"code":503,"message":"overloaded"}',
    '{"errors":[{"message":"x"}]}',
    '{"error_code":336000,"error_msg":"x"}',
  ])('%s', async (data) => {
    const { error, reason } = await decodeBody([say(FIRST), `data: ${data}\n\n`, DONE]);
    expect(error).toMatchObject({ kind: 'server_error' });
    expect(reason).toBeUndefined();
  });

  it('is told as a limit of the rate where it is one', async () => {
    const { error } = await decodeBody([say(FIRST), 'data: {"error":{"code":429,"message":"slow down"}}\n\n']);
    expect(error).toMatchObject({ kind: 'rate_limited' });
  });
});

describe('usage of any shape', () => {
  const answer = (usage: unknown) => [say(TEXT), FINISH, `data: ${JSON.stringify({ choices: [], usage })}\n\n`, DONE];
  // An estimate: 17 characters are asked, 30 answered.
  const [asked, answered] = [4, 8];
  it.each<[unknown, number, number]>([
    [{ prompt_tokens: 11, completion_tokens: 7 }, 11, 7],
    [{ prompt_tokens: '11', completion_tokens: ' 7 ' }, 11, 7],
    [{ prompt_tokens: 10.6, completion_tokens: 7.2 }, 11, 7],
    [{ completion_tokens: 5 }, asked, 5],
    [{ prompt_tokens: 11 }, 11, answered],
    [{ total_tokens: 18, completion_tokens: 7 }, 11, 7],
    [{ prompt_tokens: -1, completion_tokens: -7 }, asked, answered],
    [{ prompt_tokens: 'many', completion_tokens: 'NaN' }, asked, answered],
    [{ prompt_tokens: null, completion_tokens: null, total_tokens: null }, asked, answered],
    [{ prompt_tokens: 1e300, completion_tokens: 1e12 }, asked, answered],
    [{ prompt_tokens: [11], completion_tokens: { count: 7 } }, asked, answered],
    [{ prompt_tokens: true, completion_tokens: '' }, asked, answered],
    [{}, asked, answered],
    [[], asked, answered],
    ['none', asked, answered],
    [null, asked, answered],
    [{ input_tokens: 11, output_tokens: 7, cache_read_input_tokens: 99 }, 11, 7],
    [{ prompt_tokens: 11, completion_tokens: 7, prompt_tokens_details: 'x', completion_tokens_details: null }, 11, 7],
  ])('%j', async (reported, inputTokens, outputTokens) => {
    const { usage, text, error } = await decodeBody(answer(reported));
    expect({ text, error }).toEqual({ text: TEXT, error: undefined });
    expect(usage).toMatchObject({ inputTokens, outputTokens });
    for (const count of Object.values(usage ?? {})) expect(Number.isSafeInteger(count) && count >= 0).toBe(true);
    expect(usage?.cachedInputTokens ?? 0).toBeLessThanOrEqual(inputTokens);
  });

  it.each<[string, string[]]>([
    [
      'beside the choice',
      [
        say(FIRST),
        chunk({ delta: { content: SECOND }, finish_reason: 'stop', usage: { prompt_tokens: 11, completion_tokens: 7 } }),
      ],
    ],
    [
      'of Groq',
      [
        say(TEXT),
        chunk({ delta: {}, finish_reason: 'stop' }, { x_groq: { usage: { prompt_tokens: 11, completion_tokens: 7 } } }),
      ],
    ],
    ['of Ollama', [say(TEXT), chunk({ delta: {}, finish_reason: 'stop' }, { prompt_eval_count: 11, eval_count: 7 })]],
    [
      'of llama.cpp',
      [say(TEXT), chunk({ delta: {}, finish_reason: 'stop' }, { timings: { cache_n: 4, prompt_n: 7, predicted_n: 7 } })],
    ],
    [
      'with each chunk',
      [
        chunk({ delta: { content: FIRST } }, { usage: { prompt_tokens: 11, completion_tokens: 3 } }),
        chunk({ delta: { content: SECOND }, finish_reason: 'stop' }, { usage: { prompt_tokens: 11, completion_tokens: 7 } }),
        `data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 0, completion_tokens: 0 } })}\n\n`,
      ],
    ],
    [
      'before the reason',
      [
        say(TEXT),
        `data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 11, completion_tokens: 7 } })}\n\n`,
        FINISH,
        DONE,
      ],
    ],
  ])('%s', async (_name, pieces) => {
    const { usage, text, reason } = await decodeBody(pieces);
    expect({ text, reason }).toEqual({ text: TEXT, reason: 'stop' });
    expect(usage).toMatchObject({ inputTokens: 11, outputTokens: 7 });
  });
});
