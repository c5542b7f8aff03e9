import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SearchEngines, startSearchEngines } from '../../../e2e/standins/search-engines.ts';
import { startWebSite, type WebSite } from '../../../e2e/standins/web-site.ts';
import { createId } from '../../../lib/shared/ids.ts';
import { createAgents } from '../../agents/registry.ts';
import { systemClock } from '../../core/clock.ts';
import type { EngineEvent, EngineResult } from '../../core/engine.ts';
import { silentLogger } from '../../core/logger.ts';
import type { Model, ModelRequest } from '../../core/model.ts';
import { createEngine } from '../../engine/create-engine.ts';
import { BASIC_TOOLS, createToolRegistry } from '../registry.ts';
import { createWebTools } from './create-web-tools.ts';

type Turn = { tool: string; arguments: object } | { text: string };

/** A model that plays its turns one after the other and notes what it was asked. */
function createPlayed(turns: Turn[], requests: ModelRequest[]): Model {
  return {
    provider: 'played',
    async *stream(request) {
      requests.push(request);
      const turn = turns.shift() ?? { text: 'nothing left to say' };
      if ('text' in turn) yield { type: 'text', delta: turn.text };
      else
        yield {
          type: 'tool_call',
          callId: `call_${requests.length}`,
          name: turn.tool,
          arguments: JSON.stringify(turn.arguments),
        };
      const reason = 'text' in turn ? 'stop' : 'tool_calls';
      yield { type: 'finished', reason, provider: 'played', model: 'm', usage: { inputTokens: 1, outputTokens: 1 } };
    },
  };
}

describe('the research agent', () => {
  let site: WebSite;
  let engines: SearchEngines;
  beforeAll(async () => {
    site = await startWebSite();
    engines = await startSearchEngines(site.origin);
  });
  afterAll(() => Promise.all([site.stop(), engines.stop()]));

  async function answer(message: string, turns: Turn[], withSearch = true) {
    const search = withSearch ? { searxng: { baseUrl: engines.urls.searxng } } : {};
    const fetchOptions = { allowHosts: [`127.0.0.1:${site.port}`] };
    const tools = createToolRegistry([
      ...BASIC_TOOLS,
      ...createWebTools({ search, fetch: fetchOptions, extract: { timeoutMs: 60_000 } }),
    ]);
    const requests: ModelRequest[] = [];
    const asked: string[] = [];
    const engine = createEngine({
      modelFor: () => createPlayed(turns, requests),
      agents: createAgents(tools),
      tools,
      desk: {
        ask({ ownerId: _owner, ...approval }) {
          asked.push(approval.why);
          const times = { created_at: 0, expires_at: 1, decided_at: 1 };
          return Promise.resolve({ ...approval, ...times, approval_id: 'appr_1', status: 'rejected', reason: null });
        },
      },
      saveArtifact: () => Promise.reject(new Error('no files here')),
      readImages: () => Promise.resolve({ images: [], problems: [] }),
      clock: systemClock,
      createId,
      log: silentLogger,
      options: {},
    });
    const input = { runId: 'run_1', ownerId: 'own_1', conversationId: 'conv_1', history: [] };
    const stream = engine.execute({ ...input, request: { message, agent_override: 'research' } }, new AbortController().signal);
    const events: EngineEvent[] = [];
    let result: EngineResult | undefined;
    for (;;) {
      const step = await stream.next();
      if (step.done) {
        result = step.value;
        break;
      }
      if (step.value.type === 'checkpoint') step.value.onStored?.();
      events.push(step.value);
    }
    return { events, result, requests, asked };
  }

  it('searches, reads and cites the passage that it read', async () => {
    const { events, result, requests, asked } = await answer('How strong is the tidal mill of Carvoeira?', [
      { tool: 'web_search', arguments: { query: 'tidal mill Carvoeira power', limit: 3 } },
      { tool: 'read_page', arguments: { url: `${site.origin}/article`, question: 'How many kilowatts does it produce?' } },
      { text: 'At its best the mill produces 14 kilowatts [1].' },
    ]);
    expect(asked).toEqual([]);
    expect(events.flatMap((event) => (event.type === 'tool.finished' ? [event.summary] : []))).toEqual([
      'Found 3 pages for “tidal mill Carvoeira power” (SearXNG)',
      'Read “How the tidal mill of Carvoeira came back to life” (127.0.0.1)',
    ]);
    expect(events.flatMap((event) => (event.type === 'tool.progress' ? [event.note] : []))).toEqual([
      'searching with SearXNG',
      'reading 127.0.0.1',
    ]);
    expect(result?.citations).toEqual([
      expect.objectContaining({
        index: 1,
        url: `${site.origin}/article`,
        title: 'How the tidal mill of Carvoeira came back to life',
        quote: 'At its best the mill produces 14 kilowatts, enough for 120 kilograms of flour an hour.',
      }),
    ]);
    expect(requests[0]?.tools.map(({ name }) => name)).toEqual(expect.arrayContaining(['web_search', 'read_page']));
  });

  it('has no search where none is configured', async () => {
    const { requests, result } = await answer('What is new?', [{ text: 'No search is configured.' }], false);
    expect(requests[0]?.tools.map(({ name }) => name)).toEqual(['calculate', 'current_time', 'read_page']);
    expect(result?.citations).toEqual([]);
  });

  it('does not carry out what a page says: an address with data of the user needs a person', async () => {
    const before = site.requests().length;
    const { asked, result } = await answer(`Which hut is quiet? See ${site.origin}/hostile`, [
      { tool: 'read_page', arguments: { url: `${site.origin}/hostile`, question: null } },
      { tool: 'read_page', arguments: { url: `${site.origin}/article?d=the-whole-conversation`, question: null } },
      { text: 'The Ibón hut is the quietest [1].' },
    ]);
    expect(asked).toEqual([expect.stringContaining('an address that the agent made up itself')]);
    expect(result?.citations).toHaveLength(1);
    expect(
      site
        .requests()
        .slice(before)
        .map(({ path }) => path),
    ).toEqual(['/hostile']);
  });
});
