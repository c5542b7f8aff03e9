import './schema-setup.ts';
import { AppError, ERROR_TABLE, type ErrorCode } from '../contract/errors.ts';
import { errorBody } from '../contract/events.ts';
import type { Operation } from '../contract/operations/operation.ts';
import { OPERATIONS, type OperationId } from '../contract/operations.ts';
import type { BodyInputOf, JsonOf, ParamsInputOf, QueryInputOf } from './operation-types.ts';

type CallOptions<Id extends OperationId> = {
  params?: ParamsInputOf<Id>;
  query?: QueryInputOf<Id>;
  body?: BodyInputOf<Id>;
  idempotencyKey?: string;
  /** Lets a call outlive the page. */
  keepalive?: boolean;
  signal?: AbortSignal;
};

/** Path and query of an operation on our own origin. */
export function toUrl<Id extends OperationId>(id: Id, options: Pick<CallOptions<Id>, 'params' | 'query'> = {}): string {
  const params: Record<string, unknown> = options.params ?? {};
  const path = OPERATIONS[id].path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(options.query ?? {})) {
    if (value !== undefined) query.set(name, String(value));
  }
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

/** The error that a non-2xx answer carries; one that is not in our form becomes the code that its status suggests. */
export async function readError(response: Response): Promise<AppError> {
  const parsed = errorBody.safeParse(await response.json().catch(() => null));
  const retryAfter = Number(response.headers.get('retry-after'));
  const retry = Number.isFinite(retryAfter) && retryAfter > 0 ? { retryAfterSeconds: retryAfter } : {};
  if (parsed.success) {
    const { code, error, details } = parsed.data;
    return new AppError(code, { message: error, status: response.status, ...(details ? { details } : {}), ...retry });
  }
  const code = (Object.keys(ERROR_TABLE) as ErrorCode[]).find((name) => ERROR_TABLE[name].status === response.status);
  return new AppError(code ?? 'PROXY_ERROR', { status: response.status, ...retry });
}

export type Http = {
  /**
   * Calls an operation and gives its checked answer (`undefined` for an empty one).
   * Throws `AppError`; `BACKEND_DOWN` when nothing answered. Abort: throws the signal's reason.
   */
  call<Id extends OperationId>(id: Id, options?: CallOptions<Id>): Promise<JsonOf<Id>>;
};

/** `origin` is empty in the browser: every call goes to the page's own origin. */
export function createHttp(origin = ''): Http {
  return {
    async call(id, options = {}) {
      const operation: Operation = OPERATIONS[id];
      const response = await send(operation, origin + toUrl(id, options), options);
      return (await readAnswer(operation, response)) as JsonOf<typeof id>;
    },
  };
}

async function readAnswer(operation: Operation, response: Response): Promise<unknown> {
  // Health answers 503 with its ordinary body when the system is unhealthy.
  const isHealth = operation.path === OPERATIONS.apiHealth.path && response.status === 503;
  if (!response.ok && !isHealth) throw await readError(response);
  if (operation.success.kind === 'empty') return undefined;
  if (operation.success.kind !== 'json') throw new Error(`${operation.path} does not answer with JSON alone`);
  const parsed = operation.success.schema.safeParse(await response.json().catch(() => null));
  if (!parsed.success) throw isHealth ? new AppError('BACKEND_DOWN') : new AppError('PROXY_ERROR', { cause: parsed.error });
  return parsed.data;
}

type SendOptions = Pick<CallOptions<OperationId>, 'idempotencyKey' | 'keepalive' | 'signal'> & { body?: unknown };

async function send(operation: Operation, url: string, options: SendOptions): Promise<Response> {
  const headers = new Headers({ accept: 'application/json' });
  if (options.body !== undefined) headers.set('content-type', 'application/json');
  if (options.idempotencyKey !== undefined) headers.set('idempotency-key', options.idempotencyKey);
  try {
    return await fetch(url, {
      method: operation.method,
      headers,
      cache: 'no-store',
      keepalive: options.keepalive ?? false,
      signal: options.signal ?? null,
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });
  } catch (thrown) {
    options.signal?.throwIfAborted();
    throw new AppError('BACKEND_DOWN', { cause: thrown });
  }
}
