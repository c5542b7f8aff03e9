import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SearchEngines, startSearchEngines } from '../../../e2e/standins/search-engines.ts';
import { createRecordingContext, type RecordingContext } from '../testing/tool-context.ts';
import { createWebTools, type SearchOptions } from './create-web-tools.ts';

const ORIGIN = 'https://site.example';

describe('web_search', () => {
  let engines: SearchEngines;
  let all: Required<SearchOptions>;
  beforeEach(async () => {
    engines = await startSearchEngines(ORIGIN);
    all = {
      openai: { model: 'gpt-4.1', apiKey: 'sk-openai', baseUrl: engines.urls.openai },
      tavily: { apiKey: 'tvly-key', baseUrl: engines.urls.tavily },
      searxng: { baseUrl: `${engines.urls.searxng}/` },
      brave: { apiKey: 'brave-key', baseUrl: engines.urls.brave },
    };
  });
  afterEach(() => engines.stop());

  async function search(options: SearchOptions, query: string, limit: number | null = null, context = createRecordingContext()) {
    const tool = createWebTools({ search: options }).find(({ name }) => name === 'web_search');
    if (!tool) throw new Error('no tool');
    const { output, summary } = await tool.execute(tool.parameters.parse({ query, limit }), context);
    const { results, note } = JSON.parse(output) as { results: unknown[]; note: string };
    return { results, note, summary };
  }

  const only = (name: keyof SearchOptions): SearchOptions => ({ [name]: all[name] });

  it('is there when a provider is configured, marked as what it is', () => {
    expect(createWebTools().map(({ name }) => name)).toEqual(['read_page']);
    expect(createWebTools({ search: all })[1]).toMatchObject({
      name: 'web_search',
      risk: 'read',
      isUntrusted: true,
      usesNetwork: true,
    });
  });

  it.each([
    ['tavily', 'Retries & back-off', 'A job that throws is tried "again".'],
    ['searxng', 'Retries & back-off', 'A job that throws is tried "again".'],
    ['brave', 'Retries & back-off', 'Found: A job that throws is tried "again".'],
    ['openai', 'Retries & back-off', 'A job that throws is tried "again".'],
  ] as const)('gives what %s found: pages that can be read, each once', async (name, title, snippet) => {
    const { results, note } = await search(only(name), 'tidal mill');
    expect(results.slice(0, 3)).toEqual([
      expect.objectContaining({ title: 'How the tidal mill of Carvoeira came back to life', url: `${ORIGIN}/article` }),
      { title, url: `${ORIGIN}/docs`, snippet },
      expect.objectContaining({ url: `${ORIGIN}/table` }),
    ]);
    // OpenAI also names what it looked at and did not cite.
    expect(results.slice(3)).toEqual(
      name === 'openai' ? [{ title: 'seen.example', url: 'https://seen.example/only', snippet: '' }] : [],
    );
    expect(note).toContain('no sources');
  });

  it('asks each provider as it is documented', async () => {
    for (const name of ['tavily', 'searxng', 'brave', 'openai'] as const) await search(only(name), 'tidal mill', 3);
    const [tavily, searxng, brave, openai] = engines.requests();
    expect(tavily).toMatchObject({ method: 'POST', path: '/tavily/search', headers: { authorization: 'Bearer tvly-key' } });
    expect(JSON.parse(tavily?.body ?? '')).toEqual({ query: 'tidal mill', max_results: 3, search_depth: 'basic' });
    expect(searxng).toMatchObject({ method: 'GET', path: '/searxng/search' });
    expect(Object.fromEntries(searxng?.query ?? [])).toEqual({ q: 'tidal mill', format: 'json' });
    expect(brave).toMatchObject({
      method: 'GET',
      path: '/brave/res/v1/web/search',
      headers: { 'x-subscription-token': 'brave-key' },
    });
    expect(Object.fromEntries(brave?.query ?? [])).toMatchObject({ q: 'tidal mill', count: '3' });
    expect(openai).toMatchObject({
      method: 'POST',
      path: '/openai/v1/responses',
      headers: { authorization: 'Bearer sk-openai' },
    });
    expect(JSON.parse(openai?.body ?? '')).toMatchObject({
      model: 'gpt-4.1',
      tools: [{ type: 'web_search' }],
      include: ['web_search_call.action.sources'],
      store: false,
    });
  });

  it.each([
    [null, 8, '8'],
    [-5, 1, '1'],
    [1_000, 20, '20'],
  ])('keeps the limit in bounds: %s', async (limit, asked, count) => {
    await search(only('tavily'), 'tidal mill', limit);
    await search(only('brave'), 'tidal mill', limit);
    expect(JSON.parse(engines.requests()[0]?.body ?? '')).toMatchObject({ max_results: asked });
    expect(engines.requests()[1]?.query.get('count')).toBe(count);
  });

  it('gives no more than was asked for', async () => {
    expect((await search(only('searxng'), 'tidal mill', 2)).results).toHaveLength(2);
  });

  it('shortens what Brave would refuse', async () => {
    await search(only('brave'), `${'word '.repeat(80)}end`);
    expect(engines.requests()[0]?.query.get('q')?.split(' ')).toHaveLength(50);
  });

  it('asks the first one that is configured, and the next when it fails', async () => {
    const context = createRecordingContext();
    engines.fail(429, 'openai', 'tavily');
    const { summary } = await search(all, 'tidal mill', null, context);
    expect(summary).toBe('Found 3 pages for “tidal mill” (SearXNG)');
    expect(context.recorded.notes.map(({ note }) => note)).toEqual([
      'searching with OpenAI',
      'searching with Tavily',
      'searching with SearXNG',
    ]);
  });

  it('takes an empty answer as an answer and invents nothing', async () => {
    const { results, summary } = await search({ tavily: all.tavily, brave: all.brave }, 'nothing at all');
    expect(results).toEqual([]);
    expect(summary).toBe('Found 0 pages for “nothing at all” (Tavily)');
    expect(engines.requests()).toHaveLength(1);
    expect((await search(only('brave'), 'nothing at all')).results).toEqual([]);
  });

  it('does not take silence of all engines behind SearXNG for an empty web', async () => {
    await expect(search(only('searxng'), 'blocked')).rejects.toThrow('SearXNG: none of its engines answered');
  });

  it.each([
    ['not json', 'an answer that is not JSON'],
    ['another shape', 'an answer of an unknown shape'],
    ['too much', 'the answer is too large'],
  ])('takes %s for a failure', async (query, message) => {
    for (const name of ['tavily', 'searxng', 'openai'] as const) await expect(search(only(name), query)).rejects.toThrow(message);
  });

  it('names every provider that failed and nothing that it said', async () => {
    engines.fail(401, 'openai', 'tavily', 'searxng', 'brave');
    const error: unknown = await search(all, 'tidal mill').catch((thrown: unknown) => thrown);
    expect(String(error)).toBe(
      'WebError: no search provider answered (OpenAI: status 401; Tavily: status 401; SearXNG: status 401; Brave: status 401)',
    );
  });

  it('says so when nobody is there', async () => {
    await engines.stop();
    await expect(search(only('tavily'), 'tidal mill')).rejects.toThrow('Tavily: not reachable');
    engines = await startSearchEngines(ORIGIN);
  });

  it('stops at once and asks nobody else', async () => {
    const controller = new AbortController();
    const context: RecordingContext = createRecordingContext({ signal: controller.signal });
    const searching = search(all, 'silence', null, context);
    const outcome = expect(searching).rejects.toThrow('stopped by the user');
    await expect.poll(() => engines.requests().length).toBe(1);
    controller.abort(new Error('stopped by the user'));
    await outcome;
    await expect.poll(() => engines.open()).toBe(0);
    expect(engines.requests()).toHaveLength(1);
  });

  it('refuses to search for nothing', async () => {
    await expect(search(all, '   ')).rejects.toThrow('nothing to search for');
  });
});
