import OpenAI from 'openai';
import { withErrorBody } from './error-body.ts';
import { followRedirects } from './follow-redirects.ts';
import { httpFetch } from './http-fetch.ts';
import { toBaseUrl } from './to-base-url.ts';

const VENDOR_URL = 'https://api.openai.com/v1';

export type ClientOptions = { apiKey?: string; baseUrl?: string };

const follow = followRedirects(httpFetch);
const fetchWithErrors: typeof fetch = async (input, init) => withErrorBody(await follow(input, init));

/**
 * The SDK for authentication, URLs and typed requests only: retries belong to the chain. Everything it would otherwise
 * read from the environment is given here. Without a key (local servers) no `Authorization` header is sent.
 */
export function createOpenAiClient(options: ClientOptions): OpenAI {
  return new OpenAI({
    apiKey: options.apiKey ?? 'none',
    baseURL: options.baseUrl === undefined ? VENDOR_URL : toBaseUrl(options.baseUrl),
    organization: null,
    project: null,
    adminAPIKey: null,
    webhookSecret: null,
    maxRetries: 0,
    fetch: fetchWithErrors,
    logLevel: 'off',
    ...(options.apiKey === undefined ? { defaultHeaders: { Authorization: null } } : {}),
  });
}
