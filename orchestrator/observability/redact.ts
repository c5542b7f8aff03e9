const SECRET_FIELDS =
  /^(authorization|proxy-authorization|cookie|set-cookie|x-api-key|api[_-]?key|secret|password|token|hash|key)$/i;

/** What people say or wrote belongs to them, not into a log. */
const PRIVATE_FIELDS =
  /^(message|text|content|delta|response|prompt|instructions|arguments|output|transcript|transcribedText|transcription|conversationHistory|history|query|querystring|quote|snippet|body)$/i;

const SECRET_TEXTS: readonly [RegExp, string][] = [
  // drizzle puts the parameters of a failed statement into its message.
  [/\nparams: [\s\S]*/, '\nparams: [redacted]'],
  [/\b(sk|ck|pk)[-_][A-Za-z0-9_-]{8,}/g, '[redacted]'],
  [/\b(Bearer|Token)\s+[^\s"',]+/gi, '$1 [redacted]'],
  [/([a-z][a-z0-9+.-]*:\/\/)[^\s/@"']+@/gi, '$1[redacted]@'],
  [/(https?:\/\/[^\s?"']+|\s\/[^\s?"']*)\?[^\s"']*/gi, '$1?[redacted]'],
];

const MAX_DEPTH = 5;
const MAX_TEXT = 4000;

/** Takes keys, credentials and query strings out of a text. */
export function redactText(text: string): string {
  let clean = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
  for (const [pattern, replacement] of SECRET_TEXTS) clean = clean.replace(pattern, replacement);
  return clean;
}

/** Only fields that hold no data of users: pg errors also carry the row. */
function redactError(error: Error, depth: number): object {
  const { code, status } = error as { code?: unknown; status?: unknown };
  return {
    type: error.name,
    message: redactText(error.message),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(typeof status === 'number' ? { status } : {}),
    ...(error.stack === undefined ? {} : { stack: redactText(error.stack.slice(error.stack.indexOf('\n    at ') + 1)) }),
    ...(error.cause === undefined ? {} : { cause: redact(error.cause, depth + 1) }),
  };
}

/** A copy that is safe to log. Never throws, whatever the value holds. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return '[deep]';
  if (value instanceof Error) return redactError(value, depth);
  if (Array.isArray(value)) return value.slice(0, 100).map((item) => redact(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      if (SECRET_FIELDS.test(name)) return [name, '[redacted]'];
      if (PRIVATE_FIELDS.test(name)) return [name, '[private]'];
      return [name, redact(item, depth + 1)];
    }),
  );
}
