import { APIError } from 'openai';
import { describe, expect, it } from 'vitest';
import type { ModelErrorKind } from '../core/model.ts';
import { fromStreamError, toModelError } from './to-model-error.ts';

const CALL = { provider: 'openai', nowMs: 1_000, path: '/v1/responses' };
const thrown = (status: number, error: object, headers: Record<string, string> = {}) =>
  toModelError(APIError.generate(status, { error }, undefined, new Headers(headers)), CALL);

describe('what servers say of a failed call', () => {
  it.each<[ModelErrorKind, number, object]>([
    [
      'out_of_credit',
      429,
      { code: 'insufficient_quota', message: 'You exceeded your current quota, please check your plan and billing details.' },
    ],
    ['out_of_credit', 402, { message: 'Insufficient Balance' }],
    [
      'out_of_credit',
      400,
      { type: 'invalid_request_error', message: 'Your credit balance is too low to access the Anthropic API.' },
    ],
    ['out_of_credit', 403, { code: 'billing_not_active', message: 'Your account is not active' }],
    ['rate_limited', 429, { message: 'You exceeded your current quota', details: [{ retryDelay: '34s' }] }],
    [
      'rate_limited',
      429,
      { code: 'rate_limit_exceeded', message: 'Limit 30000, Used 29000, Requested 2000. Please try again in 2s.' },
    ],
    [
      'context_length',
      429,
      {
        code: 'rate_limit_exceeded',
        message:
          'Request too large for gpt-4o on tokens per min (TPM): Limit 30000, Requested 33017. The input or output tokens must be reduced; reduce your message size.',
      },
    ],
    [
      'content_filter',
      400,
      {
        code: 'content_filter',
        message: "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
        innererror: { code: 'ResponsibleAIPolicyViolation' },
      },
    ],
    ['content_filter', 403, { message: 'Your input was flagged by moderation' }],
    ['content_filter', 400, { code: 'data_inspection_failed', message: 'Input data may contain inappropriate content.' }],
    ['content_filter', 400, { type: 'invalid_request_error', message: 'Content Exists Risk' }],
    ['content_filter', 400, { code: '1301', message: '系统检测到输入或生成内容可能包含不安全或敏感内容' }],
    ['content_filter', 403, { message: 'Content violates usage guidelines. Failed check: SAFETY_CHECK_TYPE_BIO' }],
    ['unauthorised', 401, { code: 'invalid_api_key', message: 'Incorrect API key provided' }],
    ['unauthorised', 400, { message: 'API key not valid. Please pass a valid API key.' }],
    ['not_found', 404, { code: 'model_not_found', message: 'The model `x` does not exist or you do not have access to it.' }],
    ['not_found', 400, { message: 'x is not a valid model ID' }],
    ['not_found', 503, { code: 'model_not_found', message: 'No available channel for model x' }],
    ['not_found', 400, { message: 'Unknown request URL: POST /v1/responses' }],
    ['not_found', 501, { message: 'Not implemented' }],
    ['server_error', 503, { message: 'Loading model' }],
    ['server_error', 529, { type: 'overloaded_error', message: 'Overloaded' }],
    ['refused', 400, { message: "Unsupported value: 'temperature'" }],
    ['refused', 400, { message: 'Conversation roles must alternate user/assistant/user/assistant/...' }],
  ])('%s: %i %j', (kind, status, error) => {
    expect(thrown(status, error)).toMatchObject({ kind, status });
  });

  it.each<[boolean, number, object]>([
    [true, 404, { message: 'Not Found' }],
    [true, 404, { message: '404 page not found' }],
    [true, 405, { message: 'Method Not Allowed' }],
    [true, 404, { message: 'Invalid URL (POST /v1/responses)' }],
    [true, 404, { code: 'unknown_url', message: 'Unknown request URL' }],
    [false, 404, { message: 'model "llama9" not found, try pulling it first' }],
    [false, 404, { message: 'The model `nope` does not exist.' }],
    [false, 404, { code: 'DeploymentNotFound', message: 'The API deployment for this resource does not exist.' }],
    [false, 404, { message: 'No endpoints found for acme/none.' }],
  ])('a path that is missing is told from a model that is: %s %i %j', (isPath, status, error) => {
    expect(thrown(status, error).path).toBe(isPath ? '/v1/responses' : undefined);
  });

  it.each<[number | undefined, object, Record<string, string>]>([
    [20_000, {}, { 'retry-after': '20' }],
    [1_500, {}, { 'retry-after-ms': '1500', 'retry-after': '20' }],
    [9_000, {}, { 'retry-after': new Date(10_000).toUTCString() }],
    [90_000, {}, { 'retry-after': '1m30s' }],
    [67_660, { message: 'Please try again in 1m7.66s.' }, {}],
    [34_000, { details: [{ retryDelay: '34s' }] }, {}],
    [86_400_000, {}, { 'retry-after': '999999999' }],
    [undefined, { message: 'Please try again later.' }, {}],
    [undefined, {}, { 'retry-after': 'soon' }],
    [undefined, {}, { 'retry-after': '-5' }],
  ])('the time to wait is %s: %j %j', (ms, error, headers) => {
    expect(thrown(429, { message: 'Too many requests', ...error }, headers).retryAfterMs).toBe(ms);
  });

  it.each<[ModelErrorKind, unknown]>([
    ['rate_limited', { code: 'rate_limit_exceeded', message: 'x' }],
    ['rate_limited', { code: 429 }],
    ['context_length', { type: 'error', code: 'context_length_exceeded', message: 'x' }],
    ['content_filter', { code: 'content_filter' }],
    ['out_of_credit', { code: 402, message: 'Insufficient credits' }],
    ['server_error', 'boom'],
    ['server_error', null],
    ['server_error', { code: 'server_error', message: 'upstream' }],
  ])('in a stream that had begun: %s %j', (kind, fault) => {
    expect(fromStreamError(fault, 'openai')).toMatchObject({ kind });
  });

  it('takes long and odd texts in no time', () => {
    for (const piece of ['model ', 'exceeded ', '"retryDelay": "', 'try again in 1m', 'no route ', 'messages '])
      expect(thrown(400, { message: piece.repeat(50_000) }).kind).toBeTypeOf('string');
  });
});
