/**
 * The one table of stable error codes: HTTP status, whether a retry of the same call can help, and the text shown to people.
 * Source: the error table of the wire contract; PRD §8.
 */
export const ERROR_TABLE = {
  BAD_REQUEST: { status: 400, retryable: false, publicMessage: 'The request is malformed.' },
  INVALID_JSON: { status: 400, retryable: false, publicMessage: 'The request body is not valid JSON.' },
  INVALID_HOST: { status: 400, retryable: false, publicMessage: 'This host name is not served here.' },
  UNAUTHENTICATED: { status: 401, retryable: false, publicMessage: 'A valid API key or session is required.' },
  FORBIDDEN: { status: 403, retryable: false, publicMessage: 'This key is not allowed to do that.' },
  CROSS_ORIGIN: { status: 403, retryable: false, publicMessage: 'Requests from this origin are not allowed.' },
  NOT_FOUND: { status: 404, retryable: false, publicMessage: 'Not found.' },
  METHOD_NOT_ALLOWED: { status: 405, retryable: false, publicMessage: 'This method is not supported here.' },
  REQUEST_TIMEOUT: { status: 408, retryable: true, publicMessage: 'The request took too long to arrive.' },
  CONFLICT: { status: 409, retryable: false, publicMessage: 'This conflicts with the current state.' },
  TOO_LARGE: { status: 413, retryable: false, publicMessage: 'The request is too large.' },
  UNSUPPORTED_TYPE: { status: 415, retryable: false, publicMessage: 'This content type is not supported.' },
  RANGE_NOT_SATISFIABLE: { status: 416, retryable: false, publicMessage: 'The file has no such part.' },
  VALIDATION_FAILED: { status: 422, retryable: false, publicMessage: 'Some fields are not valid.' },
  IDEMPOTENCY_MISMATCH: {
    status: 422,
    retryable: false,
    publicMessage: 'This idempotency key was used before with a different request.',
  },
  RATE_LIMITED: { status: 429, retryable: true, publicMessage: 'Too many requests. Please slow down.' },
  BUDGET_EXCEEDED: { status: 429, retryable: false, publicMessage: 'The budget for this key or run is used up.' },
  INTERNAL: { status: 500, retryable: true, publicMessage: 'Something went wrong on our side.' },
  PROXY_ERROR: { status: 502, retryable: true, publicMessage: 'The backend did not answer correctly.' },
  BACKEND_DOWN: { status: 503, retryable: true, publicMessage: 'The backend is not reachable right now.' },
  NOT_READY: { status: 503, retryable: true, publicMessage: 'The service is starting, draining or waiting for its database.' },
  SPEECH_UNAVAILABLE: { status: 503, retryable: true, publicMessage: 'No speech provider is available.' },
  PROVIDER_UNAVAILABLE: { status: 503, retryable: true, publicMessage: 'No model provider could answer.' },
  STORAGE_FULL: { status: 507, retryable: false, publicMessage: 'There is no storage space left.' },
} as const satisfies Record<string, { status: number; retryable: boolean; publicMessage: string }>;

export type ErrorCode = keyof typeof ERROR_TABLE;

export const ERROR_CODES = Object.keys(ERROR_TABLE) as [ErrorCode, ...ErrorCode[]];

/** One invalid field of a request: `path` names it (`message`, `context.locale`), `reason` says what is allowed. */
export type FieldIssue = { path: string; reason: string };

type AppErrorOptions = {
  /** Safe for clients: goes onto the wire as `details`. */
  details?: Record<string, unknown>;
  /** Overrides the table's public text. Must not hold a secret, stack, SQL or upstream body. */
  message?: string;
  /** Overrides the table's status, for the one code with two (`PROXY_ERROR`: 502, or 504 after a time-out). */
  status?: number;
  /** Sent as `Retry-After`, in whole seconds. */
  retryAfterSeconds?: number;
  /** For logs only; never leaves the process. */
  cause?: unknown;
};

/** The only error that crosses a module boundary on purpose; everything else becomes `INTERNAL` at the edges. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly details: Record<string, unknown> | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    super(options.message ?? ERROR_TABLE[code].publicMessage, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.status = options.status ?? ERROR_TABLE[code].status;
    this.details = options.details;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** The wire form of an error, PRD §8. */
export type ErrorBody = { error: string; code: ErrorCode; details?: Record<string, unknown> };

/** Never throws. */
export function toErrorBody(error: AppError): ErrorBody {
  return error.details === undefined
    ? { error: error.message, code: error.code }
    : { error: error.message, code: error.code, details: error.details };
}

/** Turns whatever was thrown into an `AppError`; unknown causes become `INTERNAL` and keep the original as `cause` for the log. */
export function toAppError(thrown: unknown, requestId?: string): AppError {
  if (thrown instanceof AppError) return thrown;
  return new AppError('INTERNAL', {
    cause: thrown,
    ...(requestId === undefined ? {} : { details: { request_id: requestId } }),
  });
}

/** `VALIDATION_FAILED` with one entry per field. */
export function validationFailed(issues: FieldIssue[]): AppError {
  return new AppError('VALIDATION_FAILED', { details: { issues } });
}
