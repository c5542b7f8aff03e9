import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export type SearchEngines = {
  /** For the base address of each provider. */
  urls: { tavily: string; brave: string; searxng: string; openai: string };
  requests(): readonly { method: string; path: string; query: URLSearchParams; headers: IncomingHttpHeaders; body: string }[];
  /** The next requests to these providers are answered with the status. */
  fail(status: number, ...providers: Provider[]): void;
  open(): Promise<number>;
  stop(): Promise<void>;
};

type Provider = 'tavily' | 'brave' | 'searxng' | 'openai';
type Page = { title: string; url: string; text: string };

/** What the engines have found; `origin` is that of a site whose pages can be read. */
function pagesOf(origin: string): Page[] {
  return [
    {
      title: 'How the tidal mill of Carvoeira came back to life',
      url: `${origin}/article`,
      text: 'In March the wheel turned again.',
    },
    { title: 'Retries & back-off', url: `${origin}/docs`, text: 'A job that throws is tried "again".' },
    { title: 'Rail tunnels of the Alps', url: `${origin}/table#lengths`, text: 'Base and summit tunnels in service.' },
    { title: 'The same page', url: `${origin}/table`, text: 'Twice.' },
    { title: 'Not a page', url: 'javascript:alert(1)', text: 'Nothing to read.' },
  ];
}

const escapeHtml = (plain: string) => plain.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

function openAiAnswer(pages: readonly Page[], query: string): unknown {
  let written = '';
  const annotations = pages.map(({ title, url, text: said }) => {
    written += `- ${said} `;
    const start = written.length;
    const tracked = `${url}${url.includes('#') || url.startsWith('javascript') ? '' : '?utm_source=openai'}`;
    written += `([site](${tracked}))`;
    const end = written.length;
    written += '\n';
    return { type: 'url_citation', start_index: start, end_index: end, url: tracked, title };
  });
  return {
    id: 'resp_standin',
    object: 'response',
    status: 'completed',
    output: [
      { type: 'reasoning', id: 'rs_1', summary: [] },
      {
        type: 'web_search_call',
        id: 'ws_1',
        status: 'completed',
        action: { type: 'search', query, queries: [query], sources: [{ type: 'url', url: 'https://seen.example/only' }] },
      },
      { type: 'message', id: 'msg_1', role: 'assistant', content: [{ type: 'output_text', text: written, annotations }] },
    ],
  };
}

const SHAPES: Record<Provider, (pages: readonly Page[], query: string) => unknown> = {
  tavily: (pages, query) => ({
    query,
    answer: null,
    images: [],
    response_time: 0.4,
    results: pages.map(({ title, url, text: content }, rank) => ({
      title,
      url,
      content,
      score: 0.9 - rank / 10,
      raw_content: null,
    })),
  }),
  brave: (pages) => ({
    type: 'search',
    query: { original: '', more_results_available: false },
    ...(pages.length === 0
      ? {}
      : {
          web: {
            type: 'search',
            results: pages.map(({ title, url, text: said }) => ({
              type: 'search_result',
              title: escapeHtml(title),
              url,
              description: `<strong>Found:</strong> ${escapeHtml(said)}`,
            })),
          },
        }),
  }),
  searxng: (pages, query) => ({
    query,
    number_of_results: pages.length,
    results: pages.map(({ title, url, text: content }) => ({
      title,
      url,
      content,
      engine: 'standin',
      score: 1,
      category: 'general',
    })),
    answers: [],
    suggestions: [],
    unresponsive_engines: query.includes('blocked') ? [['some engine', 'CAPTCHA']] : [],
  }),
  openai: openAiAnswer,
};

function providerOf(path: string): Provider | undefined {
  return (Object.keys(SHAPES) as Provider[]).find((name) => path.startsWith(`/${name}/`));
}

function json(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(body);
}

/** Faults that a query asks for by its words. */
function answerQuery(response: ServerResponse, provider: Provider, query: string, origin: string): void {
  const shape = SHAPES[provider];
  if (query.includes('silence')) return;
  if (query.includes('not json')) json(response, 200, '<!doctype html><title>Please log in</title>');
  else if (query.includes('another shape')) json(response, 200, '{"hits":[]}');
  else if (query.includes('too much')) json(response, 200, `{"results":"${'a'.repeat(3_000_000)}"}`);
  else json(response, 200, JSON.stringify(shape(/nothing|blocked/.test(query) ? [] : pagesOf(origin), query)));
}

/** Tavily, Brave, SearXNG and OpenAI's hosted search, as their documentation describes the wire. */
export async function startSearchEngines(origin: string): Promise<SearchEngines> {
  const seen: { method: string; path: string; query: URLSearchParams; headers: IncomingHttpHeaders; body: string }[] = [];
  const failing = new Map<Provider, number>();
  const server = createServer((request, response) => {
    const onBody = (body: string) => {
      const url = new URL(request.url ?? '/', 'http://engines');
      const { method = '', headers } = request;
      seen.push({ method, path: url.pathname, query: url.searchParams, headers, body });
      const provider = providerOf(url.pathname);
      if (provider === undefined) return json(response, 404, '{}');
      const status = failing.get(provider);
      if (status !== undefined)
        return json(response, status, JSON.stringify({ error: `secret detail for ${headers.authorization}` }));
      const sent = body === '' ? {} : (JSON.parse(body) as { query?: string; input?: string });
      const query = url.searchParams.get('q') ?? sent.query ?? sent.input ?? '';
      answerQuery(response, provider, query, origin);
    };
    // Who asked may have left before all was said.
    text(request).then(onBody, () => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    urls: { tavily: `${base}/tavily`, brave: `${base}/brave`, searxng: `${base}/searxng`, openai: `${base}/openai/v1` },
    requests: () => seen,
    fail: (status, ...providers) => {
      for (const provider of providers) failing.set(provider, status);
    },
    open: () =>
      new Promise((resolve, reject) => server.getConnections((error, count) => (error ? reject(error) : resolve(count)))),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
