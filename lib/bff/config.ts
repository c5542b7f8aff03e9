import { resolve } from 'node:path';
import { z } from 'zod';
import { isLoopbackHost } from './loopback.ts';

const DEVELOPMENT_KEY = 'dev-api-key-2025';
const STRONG_KEY_CHARS = 24;

/** The text of a variable as zod sees it, its default, and what it means. */
function variable<T extends z.ZodType<unknown, string>>(description: string, schema: T, fallback: string) {
  return schema.prefault(fallback as z.input<T>).meta({ description, fallback });
}

function optional<T extends z.ZodType<unknown, string>>(description: string, schema: T) {
  return schema.optional().meta({ description });
}

function integer(least: number, most: number) {
  const allowed = `must be a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, allowed)
    .transform(Number)
    .refine((value) => value >= least && value <= most, allowed);
}

const port = integer(1, 65_535);
const durationMs = integer(1, 3_600_000);
const commaList = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim().toLowerCase())
    .filter((part) => part !== ''),
);

const httpUrl = z
  .string()
  .refine((text) => /^https?:\/\//.test(text) && URL.canParse(text), 'must be an http or https URL')
  .transform((text) => new URL(text))
  .refine(
    (url) => url.pathname === '/' && url.search === '' && url.username === '',
    'must be an origin, without path, query or user',
  );

const HOST_PATTERN = /^(\*\.)?([a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(:\d{1,5})?$/;

const isOrigin = (text: string) => /^https?:\/\//.test(text) && URL.canParse(text) && new URL(text).origin === text;

const trustedHops = z
  .string()
  .toLowerCase()
  .regex(/^(off|false|on|true|\d)$/, 'must be off, on, or the number of proxies in front (1 to 9)')
  .transform((text) => (text === 'on' || text === 'true' ? 1 : Number(text) || 0));

const hosts = commaList.pipe(
  z.array(z.string().regex(HOST_PATTERN, 'must be host names, as in chat.example.com or *.example.com')),
);
const origins = commaList.pipe(z.array(z.string().refine(isOrigin, 'must be origins, as in https://app.example.com')));
const key = z.string().regex(/^[\x21-\x7e]{1,512}$/, 'must be 1 to 512 visible ASCII characters');
const secret = z.string().min(32, 'must have at least 32 characters');
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const logLevel = z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`);

const variables = z.object({
  HOST: variable('Public address to listen on', z.string(), '127.0.0.1'),
  PORT: variable('Public port; 0: any free one', integer(0, 65_535), '3000'),
  ORCHESTRATOR_URL: optional('Where the orchestrator is; unset: it is started as a child', httpUrl),
  ORCHESTRATOR_HOST: variable('Address the orchestrator listens on', z.string(), '127.0.0.1'),
  ORCHESTRATOR_PORT: variable('Port the orchestrator listens on', port, '8000'),
  NEXT_URL: optional('Where the page server is; unset: it is started as a child on a free loopback port', httpUrl),
  CARTRITA_API_KEY: variable(
    `Bootstrap admin key; at least ${STRONG_KEY_CHARS} characters unless everything is bound to loopback`,
    key,
    DEVELOPMENT_KEY,
  ),
  ALLOWED_HOSTS: variable('Host names served besides the loopback names, comma list; with a port only that port', hosts, ''),
  ALLOWED_ORIGINS: variable('Foreign origins that may call the API with an own key, comma list', origins, ''),
  TRUST_PROXY: variable('Number of trusted proxies in front that set X-Forwarded-*; off: none', trustedHops, 'off'),
  SESSION_SECRET: optional(
    'Encrypts the session cookie; unset: made once and kept in DATA_DIR. Several fronts must share it',
    secret,
  ),
  DATA_DIR: variable('Embedded database, files and the generated session secret', z.string(), './data'),
  LOG_LEVEL: variable('Least severe level that is logged', logLevel, 'info'),
  PROXY_IDLE_TIMEOUT_MS: variable('Longest silence of the backend', durationMs, '70000'),
  REATTACH_TIMEOUT_MS: variable('How long a broken stream is tried to be taken up again', durationMs, '5000'),
  MAX_BODY_BYTES: variable('Largest JSON body', integer(1024, 104_857_600), '2097152'),
  MAX_UPLOAD_REQUEST_BYTES: variable('All files of one upload request', integer(1024, 107_374_182_400), '524288000'),
  DEEPGRAM_API_KEY: optional('Deepgram key, for speech', z.string()),
  DEEPGRAM_BASE_URL: optional('Other address for Deepgram, REST and WebSocket', httpUrl),
  DRAIN_TIMEOUT_MS: variable('After SIGTERM: time for runs and open answers to end', integer(0, 25_000), '20000'),
});

type Variables = z.output<typeof variables>;

export type FrontConfig = {
  host: string;
  port: number;
  /** Next in development mode. */
  dev: boolean;
  /** Nothing listens beyond this machine: sessions open by themselves and the development key may be used. */
  loopbackOnly: boolean;
  apiKey: string;
  orchestratorUrl: URL;
  startsOrchestrator: boolean;
  /** `undefined`: start it. */
  nextUrl: URL | undefined;
  allowedHosts: readonly string[];
  allowedOrigins: readonly string[];
  trustedHops: number;
  sessionSecret: string | undefined;
  dataDir: string;
  logLevel: Variables['LOG_LEVEL'];
  idleTimeoutMs: number;
  reattachTimeoutMs: number;
  drainTimeoutMs: number;
  maxBodyBytes: number;
  maxUploadRequestBytes: number;
  /** Where pages may open sockets besides their own origin, for live transcription. */
  liveOrigin: string | undefined;
  /** What the children inherit. */
  environment: Readonly<Record<string, string>>;
};

/** Its message is for the person who starts the product: one line per wrong variable. */
export class ConfigError extends Error {}

/** Every variable that the front reads; `.env.example` is checked against it. */
export const FRONT_VARIABLES: readonly { name: string; description: string; fallback: string | undefined }[] = Object.entries(
  variables.shape,
).map(([name, schema]) => {
  const meta = schema.meta();
  return { name, description: String(meta?.description), fallback: meta?.fallback as string | undefined };
});

/** Throws `ConfigError`. An empty value counts as unset. */
export function readConfig(
  environment: Record<string, string | undefined> = process.env,
  options: readonly string[] = process.argv.slice(2),
): FrontConfig {
  const present = Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''),
  );
  const parsed = variables.safeParse(present);
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((issue) => `${String(issue.path[0])}: ${issue.message}`).join('\n'));
  }
  const config = toConfig(parsed.data, present, options.includes('--dev'));
  assertKeyFits(config);
  return config;
}

function toConfig(values: Variables, environment: Record<string, string>, dev: boolean): FrontConfig {
  const orchestratorUrl =
    values.ORCHESTRATOR_URL ?? new URL(`http://${inUrl(values.ORCHESTRATOR_HOST)}:${values.ORCHESTRATOR_PORT}`);
  return {
    host: values.HOST,
    port: values.PORT,
    dev,
    loopbackOnly:
      isLoopbackHost(values.HOST) && isLoopbackHost(values.ORCHESTRATOR_HOST) && isLoopbackHost(orchestratorUrl.hostname),
    apiKey: values.CARTRITA_API_KEY,
    orchestratorUrl,
    startsOrchestrator: values.ORCHESTRATOR_URL === undefined,
    nextUrl: values.NEXT_URL,
    allowedHosts: values.ALLOWED_HOSTS,
    allowedOrigins: values.ALLOWED_ORIGINS,
    trustedHops: values.TRUST_PROXY,
    sessionSecret: values.SESSION_SECRET,
    dataDir: resolve(values.DATA_DIR),
    logLevel: values.LOG_LEVEL,
    idleTimeoutMs: values.PROXY_IDLE_TIMEOUT_MS,
    reattachTimeoutMs: values.REATTACH_TIMEOUT_MS,
    drainTimeoutMs: values.DRAIN_TIMEOUT_MS,
    maxBodyBytes: values.MAX_BODY_BYTES,
    maxUploadRequestBytes: values.MAX_UPLOAD_REQUEST_BYTES,
    liveOrigin: values.DEEPGRAM_API_KEY === undefined ? undefined : toSocketOrigin(values.DEEPGRAM_BASE_URL),
    environment,
  };
}

/** Of Deepgram, or of what stands in its place. */
function toSocketOrigin(base: URL | undefined): string {
  if (!base) return 'wss://api.deepgram.com';
  return `${base.protocol === 'http:' ? 'ws:' : 'wss:'}//${base.host}`;
}

/** A wildcard address is reached through loopback; a bare IPv6 address needs brackets. */
function inUrl(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}

function assertKeyFits(config: FrontConfig): void {
  if (config.loopbackOnly) return;
  if (config.apiKey !== DEVELOPMENT_KEY && config.apiKey.length >= STRONG_KEY_CHARS) return;
  throw new ConfigError(
    `CARTRITA_API_KEY: must be set to at least ${STRONG_KEY_CHARS} characters, because HOST=${config.host} (or the orchestrator's address) ` +
      'is reachable from other machines',
  );
}
