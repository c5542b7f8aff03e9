import type { FastifyReply, FastifyRequest } from 'fastify';
import type { BodyOf, OPERATIONS, OperationId, ParamsOf, QueryOf } from '../../lib/contract/operations.ts';
import type { Cursor } from '../core/frame.ts';
import type { Logger } from '../core/logger.ts';
import type { Principal } from '../core/principal.ts';
import type { Backend } from './backend.ts';

type Keyed<Id extends OperationId> = (typeof OPERATIONS)[Id]['access'] extends 'chat' | 'admin' ? true : false;

/** Where a client that reconnects wants to go on. */
export type ResumePoint = { runId: string; after: Cursor };

/** One request that passed all guards and its schemas. */
export type Call<Id extends OperationId> = {
  principal: Keyed<Id> extends true ? Principal : null;
  backend: Keyed<Id> extends true ? Backend : Backend | null;
  params: ParamsOf<Id>;
  query: QueryOf<Id>;
  body: BodyOf<Id>;
  /** `Idempotency-Key`. */
  idempotencyKey: string | undefined;
  /** `Last-Event-ID`. */
  resumeFrom: ResumePoint | undefined;
  requestId: string;
  log: Logger;
  request: FastifyRequest;
  reply: FastifyReply;
};

/** Gives the body to send; `undefined` when the reply was sent already or has no body. Throws `AppError`. */
export type Handler<Id extends OperationId> = (call: Call<Id>) => Promise<unknown>;
export type Handlers = { [Id in OperationId]: Handler<Id> };
