import { describe, expect, expectTypeOf, it } from 'vitest';
import type { ChatRequest } from './chat.ts';
import type { Operation } from './operations/operation.ts';
import { type BodyOf, OPERATIONS, type OperationId, type ParamsOf, type QueryOf } from './operations.ts';

const all = Object.entries(OPERATIONS) as [OperationId, Operation][];

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
