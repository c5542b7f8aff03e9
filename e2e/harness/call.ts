import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';

export type CallOptions = {
  method?: string;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is. */
  rawBody?: string | Uint8Array;
};

export type Answer = { status: number; headers: IncomingHttpHeaders; text: string; json: () => unknown };

/** Sends like curl: no Origin and no Sec-Fetch-* headers (which `fetch` of Node would add). Resolves with the headers of the answer. */
export function send(url: string, options: CallOptions = {}): Promise<IncomingMessage> {
  const payload = options.rawBody ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
  const headers = { ...(payload === undefined ? {} : { 'content-type': 'application/json' }), ...options.headers };
  return new Promise((done, fail) => {
    const outgoing = request(
      url,
      { method: options.method ?? (payload === undefined ? 'GET' : 'POST'), headers, agent: false },
      done,
    );
    outgoing.on('error', fail);
    outgoing.end(payload);
  });
}

export async function call(url: string, options: CallOptions = {}): Promise<Answer> {
  const incoming = await send(url, options);
  let text = '';
  incoming.setEncoding('utf8');
  for await (const chunk of incoming) text += chunk as string;
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, text, json: () => JSON.parse(text) as unknown };
}
