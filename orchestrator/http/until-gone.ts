import type { FastifyReply } from 'fastify';
import { AppError } from '../../lib/contract/errors.ts';

/** Aborts when the client is gone before the answer is complete. */
export function untilGone(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort(new AppError('BAD_REQUEST', { message: 'The request broke off.' }));
  });
  return controller.signal;
}
