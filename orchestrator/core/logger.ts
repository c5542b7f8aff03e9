type LogCall = (fields: object, message: string) => void;

/** Structured log; `child` binds fields such as `request_id` and `run_id`. Secrets are redacted by the adapter. */
export type Logger = {
  debug: LogCall;
  info: LogCall;
  warn: LogCall;
  error: LogCall;
  child(fields: Record<string, unknown>): Logger;
};

export const silentLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  child: () => silentLogger,
};
