import type { z } from 'zod';
import type { OPERATIONS, OperationId } from '../contract/operations.ts';

type Operations = typeof OPERATIONS;

type Input<Id extends OperationId, K extends 'query' | 'body' | 'params'> =
  Operations[Id] extends Record<K, infer S> ? (S extends z.ZodType ? z.input<S> : never) : never;

/** What a caller writes: defaults may be left out. */
export type ParamsInputOf<Id extends OperationId> = Input<Id, 'params'>;
export type QueryInputOf<Id extends OperationId> = Input<Id, 'query'>;
export type BodyInputOf<Id extends OperationId> = Input<Id, 'body'>;

/** What an operation that answers with JSON gives. */
export type JsonOf<Id extends OperationId> = Operations[Id]['success'] extends { kind: 'json'; schema: infer S }
  ? S extends z.ZodType
    ? z.output<S>
    : never
  : undefined;
