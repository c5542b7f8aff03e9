import { APIError } from 'openai';
import { ModelError, type ModelErrorKind } from '../core/model.ts';
import { toContextFault } from './to-context-fault.ts';
import { toRetryAfterMs } from './to-retry-after.ts';

/** What a provider says of a failed call. `status` 0: in a stream that had begun well. */
type Fault = { status: number; code: string; message: string };

const MAX_CHARS = 4_000;

/** Waiting does not help where the account is empty, whatever the status. */
const NO_CREDIT =
  /insufficient_quota|insufficient_(?:user_)?(?:balance|credit|fund)|billing_(?:hard_limit|not_active)|payment_required|credit balance is too low|insufficient (?:balance|credits?|funds|quota)|exceeded your current quota|out of credits?|arrearage/i;
const RATE = /rate_?limit|too_many_requests|resource_exhausted|requests_limit|tokens_limit|\bTPM\b|\bRPM\b/i;
/** Azure says `content_filter`, OpenAI `content_policy_violation`; routers pass one of both on. */
const FILTERED =
  /content_filter|content_policy|responsibleai|content management policy|content filter|data_inspection_failed|flagged (?:by|as|for)|(?:input|prompt|request) (?:was|is) flagged|prohibited_content|moderation_blocked|content exists risk|violates? (?:our |the )?(?:usage|content|safety) (?:guidelines|polic)|SAFETY_CHECK_TYPE|敏感内容/i;
const BAD_KEY =
  /invalid_api_key|incorrect api key|invalid api[ _-]?key|api key not valid|authentication_error|invalid_authentication/i;
/** A model that the server does not have comes as 400 from some, and as 404 beside those of paths that do not exist. */
const NO_MODEL =
  /model_not_(?:found|supported|available)|invalid_model|unknown model|no such model|deploymentnotfound|model[^.]{0,160}(?:not found|does not exist|doesn't exist|not exist|is not (?:available|supported|loaded|a valid)|not a valid|no longer|unavailable)|(?:not a valid|invalid|no|not found|unknown) model\b|no (?:models? loaded|endpoints found)|try pulling it/i;
/** Where the request went to nobody: routers and proxies do not agree on a status. */
const NO_ENDPOINT =
  /unknown[ _](?:request )?(?:url|endpoint|path|route)|unexpected endpoint|invalid url|cannot post|no route|route not found|endpoint (?:not found|is not|does not)|unsupported (?:endpoint|path|route)|(?:responses?|this) (?:api|endpoint) (?:is )?not (?:supported|implemented|available|enabled)|(?:not|isn't|n't) support(?:ed)?[^.]{0,40}(?:responses api|\/responses|responses endpoint)|not implemented/i;

function toKind({ status, code, message }: Fault): ModelErrorKind {
  const text = `${code} ${message}`;
  if (status === 402 || (NO_CREDIT.test(text) && !/retryDelay|try again in/i.test(text))) return 'out_of_credit';
  if (FILTERED.test(text)) return 'content_filter';
  if (status === 429 || (status === 0 && RATE.test(text))) return 'rate_limited';
  if (status === 401 || status === 403 || BAD_KEY.test(text)) return 'unauthorised';
  // While it loads or is overloaded, a server speaks of its model too.
  const isTemporary = status > 500 && status !== 501 && !/model_not_found/.test(code);
  if ([404, 405, 410, 501].includes(status)) return 'not_found';
  if (!isTemporary && (NO_MODEL.test(text) || NO_ENDPOINT.test(text))) return 'not_found';
  if (status === 408 || status === 504) return 'timeout';
  return status === 0 || status === 409 || status >= 500 ? 'server_error' : 'refused';
}

/** Only what a server says of itself tells a model that is missing from a path that is. */
function isPathMissing({ status, code, message }: Fault): boolean {
  const text = `${code} ${message}`;
  return NO_ENDPOINT.test(text) || (status !== 0 && !NO_MODEL.test(text));
}

type Call = {
  provider: string;
  nowMs: number;
  /** What was asked, for errors that name it: a path without host, key or query. */
  path?: string;
};

function fromFault(fault: Fault, { provider, nowMs, path }: Call, headers?: Headers, cause?: unknown): ModelError {
  const asked = { ...fault, message: fault.message.slice(0, MAX_CHARS) };
  const { status, code, message } = asked;
  const options = { ...(status === 0 ? {} : { status }), cause };
  // A request that is larger than what a minute allows is never let through, however long one waits.
  const context = status === 401 || status === 403 ? null : toContextFault(`${code} ${message}`);
  if (context || status === 413) return new ModelError('context_length', provider, { ...options, context: context ?? {} });
  const kind = toKind(asked);
  const retryAfterMs = toRetryAfterMs(headers, message, nowMs);
  return new ModelError(kind, provider, {
    ...options,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(kind === 'not_found' && path !== undefined && isPathMissing(asked) ? { path } : {}),
  });
}

/** What the SDK or the connection threw; everything that is no HTTP answer counts as `unreachable`. */
export function toModelError(thrown: unknown, call: Call): ModelError {
  if (thrown instanceof ModelError) return thrown;
  const { provider } = call;
  if (!(thrown instanceof APIError) || thrown.status === undefined)
    return new ModelError('unreachable', provider, { cause: thrown });
  const { status, code, type, message, error, headers } = thrown;
  const words = `${message} ${error === undefined ? '' : JSON.stringify(error)}`;
  return fromFault({ status, code: `${code ?? ''} ${type ?? ''}`, message: words }, call, headers, thrown);
}

/** Errors inside a stream that has begun with status 200: an object with `code`, `type` and `message`, a code, or a text. */
export function fromStreamError(fault: unknown, provider: string): ModelError {
  const { code, type, status } = (typeof fault === 'object' && fault !== null ? fault : {}) as Record<string, unknown>;
  const message = typeof fault === 'object' && fault !== null ? JSON.stringify(fault) : String(fault ?? '');
  const numeric = [status, code, fault].map(Number).find((value) => value >= 400 && value < 600) ?? 0;
  return fromFault({ status: numeric, code: `${String(code ?? '')} ${String(type ?? '')}`, message }, { provider, nowMs: 0 });
}
