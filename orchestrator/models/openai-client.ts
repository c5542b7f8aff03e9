import OpenAI from 'openai';
import { httpFetch } from './http-fetch.ts';

const VENDOR_URL = 'https://api.openai.com/v1';

export type ClientOptions = { apiKey?: string; baseUrl?: string };

/**
 * The SDK for authentication, URLs and typed requests only: retries belong to the chain. Everything it would otherwise
 * read from the environment is given here. Without a key (local servers) no `Authorization` header is sent.
 */
export function createOpenAiClient(options: ClientOptions): OpenAI {
  return new OpenAI({
    apiKey: options.apiKey ?? 'none',
    baseURL: options.baseUrl ?? VENDOR_URL,
    organization: null,
    project: null,
    adminAPIKey: null,
    webhookSecret: null,
    maxRetries: 0,
    fetch: httpFetch,
    logLevel: 'off',
    ...(options.apiKey === undefined ? { defaultHeaders: { Authorization: null } } : {}),
  });
}
