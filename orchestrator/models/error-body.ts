/** What servers say of a fault is short; the rest of a page that a proxy sends is of no use. */
const MAX_BYTES = 64 * 1_024;

async function readStart(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  while (reader && size < MAX_BYTES) {
    const { done, value } = await reader.read();
    if (done) return text;
    size += value.byteLength;
    text += decoder.decode(value, { stream: true });
  }
  await reader?.cancel();
  return text;
}

function toError(text: string): unknown {
  try {
    const body = JSON.parse(text) as unknown;
    const { error } = (typeof body === 'object' && body !== null ? body : {}) as { error?: unknown };
    if (typeof error === 'object' && error !== null && !Array.isArray(error)) return error;
    return { message: typeof error === 'string' ? error : JSON.stringify(body) };
  } catch {
    return { message: text };
  }
}

/**
 * An answer that is no success, with its body in the form that the SDK reads (`{error: {message, …}}`): of others it keeps
 * nothing. vLLM and FastAPI leave `error` out, Ollama gives it as text, Gemini sends a list, proxies send HTML.
 */
export async function withErrorBody(response: Response): Promise<Response> {
  if (response.ok) return response;
  const headers = new Headers(response.headers);
  headers.set('content-type', 'application/json');
  headers.delete('content-length');
  return new Response(JSON.stringify({ error: toError(await readStart(response)) }), { status: response.status, headers });
}
