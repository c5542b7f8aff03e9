import type OpenAI from 'openai';
import type { Clock } from '../core/clock.ts';
import { ModelError } from '../core/model.ts';
import { fromStreamError, toModelError } from './to-model-error.ts';

type Call = { client: OpenAI; provider: string; clock: Clock; endpoint: '/responses' | '/chat/completions' };

/** Longer ones are answers. */
const MAX_FAULT_BYTES = 2_048;

/** LM Studio answers unknown paths with status 200 and a short JSON error; web applications answer all paths with their page. */
async function assertAnswer(response: Response, provider: string, path: string): Promise<Response> {
  const type = response.headers.get('content-type') ?? '';
  if (type.includes('text/html')) {
    await response.body?.cancel();
    throw new ModelError('not_found', provider, { path });
  }
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  if (!type.includes('application/json') || !(length <= MAX_FAULT_BYTES)) return response;
  const text = await response.text();
  const { status, headers } = response;
  if (!/^\s*\{\s*"error"\s*:/.test(text)) return new Response(text, { status, headers });
  const error = fromStreamError(text, provider);
  throw error.kind === 'not_found' ? new ModelError('not_found', provider, { path }) : error;
}

/** Sends a request and gives its answer, unread. Throws `ModelError` for whatever is none; the path is told without host and key. */
export async function openResponse(
  { client, provider, clock, endpoint }: Call,
  send: () => Promise<Response>,
): Promise<Response> {
  const path = `${new URL(client.baseURL).pathname.replace(/\/$/, '')}${endpoint}`;
  try {
    return await assertAnswer(await send(), provider, path);
  } catch (error) {
    throw toModelError(error, { provider, nowMs: clock.now(), path });
  }
}
