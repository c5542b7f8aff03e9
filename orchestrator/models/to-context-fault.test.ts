import { describe, expect, it } from 'vitest';
import { toContextFault } from './to-context-fault.ts';

describe('an error that says that a request is too long', () => {
  it.each([
    [
      "This model's maximum context length is 4097 tokens. However, you requested 4120 tokens (3120 in the messages, 1000 in the completion). Please reduce the length of the messages or completion.",
      { limit: 4097, used: 3120 },
    ],
    [
      "This model's maximum context length is 128000 tokens. However, your messages resulted in 204308 tokens.",
      { limit: 128_000, used: 204_308 },
    ],
    ['Input validation error: `inputs` must have less than 6000 tokens. Given: 7100', { limit: 6000, used: 7100 }],
    ['Range of input length should be [1, 6000]', { limit: 6000 }],
    ['{"code":"1261","message":"Prompt exceeds max length"}', {}],
    ['{"code":"tokens_too_long","message":"Prompt tokens too long"}', {}],
    ['Total tokens of image and text exceed max message tokens. Request id: 02', {}],
    ['Your input exceeds the context window of this model. Please adjust your input and try again.', {}],
    [
      '{"code":400,"message":"the request exceeds the available context size, try increasing it","type":"exceed_context_size_error","n_prompt_tokens":9011,"n_ctx":6144}',
      { limit: 6144, used: 9011 },
    ],
    ['request (9011 tokens) exceeds the available context size (6144 tokens), try increasing it', { limit: 6144, used: 9011 }],
    ['the request exceeds the available context size. try increasing the context size or enable context shift', {}],
    ['The decoder prompt (length 9000) is longer than the maximum model length of 4096.', { limit: 4096, used: 9000 }],
    [
      "'max_tokens' is too large: 8000. This model's maximum context length is 4096 tokens and your request has 300 input tokens",
      { limit: 4096, used: 300 },
    ],
    ["The input (9000 tokens) is longer than the model's context length (4096 tokens).", { limit: 4096, used: 9000 }],
    [
      "Requested token count exceeds the model's maximum context length of 4096 tokens. You requested a total of 5000 tokens",
      { limit: 4096, used: 5000 },
    ],
    [
      'Trying to keep the first 5000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens, which is not enough.',
      { limit: 4096 },
    ],
    ['The number of tokens to keep from the initial prompt is greater than the context length.', {}],
    ['prompt is too long: 213462 tokens > 200000 maximum', { limit: 200_000, used: 213_462 }],
    [
      'input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000, decrease input length or `max_tokens` and try again',
      { limit: 200_000 },
    ],
    [
      'The input token count (1196265) exceeds the maximum number of tokens allowed (1048575).',
      { limit: 1_048_575, used: 1_196_265 },
    ],
    [
      'Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length',
      { limit: 32_768, used: 40_000 },
    ],
    ["This model's maximum prompt length is 131072 but the request contains 200000 tokens.", { limit: 131_072, used: 200_000 }],
    [
      'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 8193. Given: 9000 `inputs` tokens and 512 `max_new_tokens`',
      { limit: 8193, used: 9000 },
    ],
    [
      'Please reduce the length of the messages or completion. Current length is 9,000 while limit is 8,192',
      { limit: 8192, used: 9000 },
    ],
    ['Requested tokens (5000) exceed context window of 2048', { limit: 2048, used: 5000 }],
    ['Input is too long for requested model.', {}],
    ['too many tokens: total number of tokens in the prompt cannot exceed 4081 - received 5000.', { limit: 4081, used: 5000 }],
    [
      'default_max_tokens (-100) should be greater than 0, default_max_tokens (-100) = max_seq_len (4096) - splited_prompt_len (4196)',
      { limit: 4096 },
    ],
    [
      'Request too large for model `x` on tokens per minute (TPM): Limit 6000, Requested 9000, please reduce your message size and try again.',
      { limit: 6000, used: 9000 },
    ],
    ['prompt too long; exceeded max context length by 212 tokens', {}],
    ['the input length exceeds the context length', {}],
    ["Invalid 'messages[1].content': string too long. string_above_max_length", {}],
    ['Invalid request: Your request exceeded model token limit: 8192', { limit: 8192 }],
  ])('%s', (message, fault) => {
    expect(toContextFault(message)).toEqual(fault);
  });

  it.each([
    'Rate limit reached for gpt-5 on tokens per min (TPM): Limit 30000, Used 29000, Requested 2000. Please try again in 2s.',
    'Incorrect API key provided: sk-***.',
    'The model `x` does not exist.',
    'Conversation roles must alternate user/assistant/user/assistant/...',
    'Invalid value for max_tokens: must be at least 1.',
    "Unsupported parameter: 'temperature'.",
    'You exceeded your current quota, please check your plan and billing details.',
    'The context of the tool call is missing.',
  ])('is not: %s', (message) => {
    expect(toContextFault(message)).toBeNull();
  });

  it('is looked for in time that grows with the text alone', () => {
    for (const piece of ['exceed ', 'context ', 'maximum context length ', '> 1', 'token count ', 'tokens (', '1,000,'])
      expect(() => toContextFault(piece.repeat(100_000))).not.toThrow();
  });
});
