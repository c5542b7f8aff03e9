import type { z } from 'zod';
import { WebError } from '../web-error.ts';

const MAX_BYTES = 2_000_000;

async function readBounded(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MAX_BYTES) throw new WebError('the answer is too large');
  }
  return text;
}

/**
 * Asks an API that the deployment configured. Throws `WebError` for every answer that is not of the expected shape; its
 * message holds the status at most, never the body. Abort: throws the reason.
 */
export async function fetchJson<T extends z.ZodType>(
  schema: T,
  url: URL,
  init: RequestInit,
  timeoutMs: number,
): Promise<z.output<T>> {
  const deadline = AbortSignal.timeout(timeoutMs);
  const outer = init.signal ?? null;
  try {
    const signal = outer === null ? deadline : AbortSignal.any([outer, deadline]);
    const response = await fetch(url, { ...init, signal, redirect: 'error' });
    if (!response.ok) {
      await response.body?.cancel();
      throw new WebError(`status ${response.status}`);
    }
    const parsed = schema.safeParse(JSON.parse(await readBounded(response)));
    if (!parsed.success) throw new WebError('an answer of an unknown shape');
    return parsed.data;
  } catch (error) {
    outer?.throwIfAborted();
    if (error instanceof WebError) throw error;
    if (deadline.aborted) throw new WebError('no answer in time');
    throw new WebError(error instanceof SyntaxError ? 'an answer that is not JSON' : 'not reachable', { cause: error });
  }
}

/** Address of a call below a base address, whether that ends with a slash or not. */
export function below(baseUrl: string, path: string, query: Record<string, string> = {}): URL {
  const url = new URL(`${baseUrl.replace(/\/+$/, '')}${path}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
}
