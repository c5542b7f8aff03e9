import { describe, expect, expectTypeOf, it } from 'vitest';
import type { ChatRequest } from './chat.ts';
import {
  type BodyOf,
  matchOperation,
  OPERATIONS,
  type Operation,
  type OperationId,
  type ParamsOf,
  type QueryOf,
} from './operations.ts';

const all = Object.entries(OPERATIONS) as [OperationId, Operation][];

describe('matchOperation', () => {
  it.each(all)('finds %s by its own path', (id, { method, path }) => {
    const filled = path.replaceAll(/\{(\w+)\}/g, 'value');
    const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string);
    expect(matchOperation(method, filled)).toEqual({
      kind: 'match',
      id,
      params: Object.fromEntries(names.map((name) => [name, 'value'])),
    });
  });

  it.each([
    '',
    '/',
    'api/chat',
    '/api/chat/',
    '/api/chat?x=1',
    '/api/chat#x',
    '//api/chat',
    '/api//chat',
    '/API/chat',
    '/api/chat/../chat',
    '/api/%63hat',
    '/api/runs/',
    '/api/runs/a/b',
    '/api/runs/a%2fb',
    '/api/openapiXjson',
    'http://host/api/chat',
    '/api/chat\n',
  ])('does not match %j', (path) => {
    expect(matchOperation('POST', path)).toEqual({ kind: 'none' });
  });

  it('names the methods of a path that exists', () => {
    expect(matchOperation('PUT', '/api/conversations')).toEqual({ kind: 'method', allow: ['GET', 'HEAD', 'POST'] });
    expect(matchOperation('POST', '/api/conversations/conv_1')).toEqual({
      kind: 'method',
      allow: ['GET', 'HEAD', 'PATCH', 'DELETE'],
    });
    expect(matchOperation('get', '/api/agents')).toEqual({ kind: 'method', allow: ['GET', 'HEAD'] });
    expect(matchOperation('HEAD', '/api/agents')).toMatchObject({ kind: 'match', id: 'listAgents' });
    expect(matchOperation('HEAD', '/api/chat/stream')).toEqual({ kind: 'method', allow: ['GET'] });
  });

  it('lets a literal path hide a placeholder, for every method', () => {
    expect(matchOperation('GET', '/api/conversations/search')).toMatchObject({ id: 'searchConversations' });
    expect(matchOperation('DELETE', '/api/conversations/search')).toEqual({ kind: 'method', allow: ['GET', 'HEAD'] });
  });
});

describe('the table', () => {
  it('has no two operations with the same method and shape of path', () => {
    const shapes = all.map(([, { method, path }]) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`);
    expect(new Set(shapes).size).toBe(shapes.length);
  });

  it('has a schema for every placeholder, and only for those', () => {
    for (const [id, { path, params }] of all) {
      const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      expect(Object.keys(params?.shape ?? {}), id).toEqual(names);
    }
  });

  it('has typed parts', () => {
    expectTypeOf<BodyOf<'chat'>>().toEqualTypeOf<ChatRequest>();
    expectTypeOf<BodyOf<'listAgents'>>().toEqualTypeOf<undefined>();
    expectTypeOf<ParamsOf<'getRun'>>().toEqualTypeOf<{ run_id: string }>();
    expectTypeOf<ParamsOf<'chat'>>().toEqualTypeOf<undefined>();
    expectTypeOf<QueryOf<'listConversations'>>().toEqualTypeOf<{ limit: number; before?: string | undefined }>();
    expectTypeOf<'chatStream'>().toExtend<OperationId>();
  });
});
