import { describe, expect, it } from 'vitest';
import { matchOperation } from './match-operation.ts';
import type { Operation } from './operations/operation.ts';
import { OPERATIONS, type OperationId } from './operations.ts';

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
