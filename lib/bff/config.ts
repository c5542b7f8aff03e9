import { resolve } from 'node:path';
import { z } from 'zod';
import { isLoopbackHost } from './loopback.ts';

const DEVELOPMENT_KEY = 'dev-api-key-2025';
const STRONG_KEY_CHARS = 24;

const port = z.coerce.number('must be a port number').int().min(1).max(65_535);
const durationMs = z.coerce.number('must be a number of milliseconds').int().min(1).max(3_600_000);
const commaList = z.string().transform((text) => text.split(',').map((part) => part.trim().toLowerCase()).filter((part) => part !== ''));

const httpUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
  .transform((text) => new URL(text))
  .refine((url) => url.pathname === '/' && url.search === '' && url.username === '', 'must be an origin, without path, query or user');

const hostPattern = /^(\*\.)?([a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(:\d{1,5})?$/;

const isOrigin = (text: string) => /^https?:\/\//.test(text) && URL.canParse(text) && new URL(text).origin === text;

const trustedHops = z
  .string()
  .toLowerCase()
  .regex(/^(off|false|on|true|\d)$/, 'must be off, on, or the number of proxies in front (1 to 9)')
  .transform((text) => (text === 'on' || text === 'true' ? 1 : Number(text) || 0));

const variables = z.object({
  HOST: z.string().default('127.0.0.1').describe('Public address to listen on'),
  PORT: port.default(3000).describe('Public port'),
  ORCHESTRATOR_URL: httpUrl.optional().describe('Where the orchestrator is; unset: it is started as a child'),
  ORCHESTRATOR_HOST: z.string().default('127.0.0.1').describe('Address the orchestrator listens on'),
  ORCHESTRATOR_PORT: port.default(8000).describe('Port the orchestrator listens on'),
  NEXT_URL: httpUrl.optional().describe('Where the page server is; unset: it is started as a child on a free loopback port'),
  CARTRITA_API_KEY: z
    .string()
    .default(DEVELOPMENT_KEY)
    .describe(`Bootstrap admin key; at least ${STRONG_KEY_CHARS} characters unless everything is bound to loopback`),
  ALLOWED_HOSTS: commaList
    .pipe(z.array(z.string().regex(hostPattern, 'must be host names, as in chat.example.com or *.example.com')))
    .default([])
    .describe('Host names served besides the loopback names, comma-separated; with a port only that port'),
  ALLOWED_ORIGINS: commaList
    .pipe(z.array(z.string().refine(isOrigin, 'must be origins, as in https://app.example.com')))
    .default([])
    .describe('Foreign origins that may call the API with an own key, comma-separated'),
  TRUST_PROXY: trustedHops.default(0).describe('Number of trusted proxies in front that set X-Forwarded-*; off: none'),
  SESSION_SECRET: z
    .string()
    .min(32, 'must have at least 32 characters')
    .optional()
    .describe('Encrypts the session cookie; unset: made once and kept in DATA_DIR. Several fronts must share it'),
  DATA_DIR: z.string().default('./data').describe('Embedded database, blobs and the generated session secret'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info').describe('Least severe log level'),
  PROXY_IDLE_TIMEOUT_MS: durationMs.default(70_000).describe('Longest silence of the backend, in milliseconds'),
  REATTACH_TIMEOUT_MS: durationMs.default(5_000).describe('How long a broken stream is tried to be taken up again, in milliseconds'),
  MAX_JSON_BYTES: z.coerce.number().int().min(1024).default(1_048_576).describe('Largest JSON body, in bytes'),
  DRAIN_TIMEOUT_MS: durationMs.default(25_000).describe('How long a stop waits for open work, in milliseconds'),
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
  maxJsonBytes: number;
  /** What the children inherit. */
  environment: Readonly<Record<string, string>>;
};

/** Its message is for the person who starts the product: one line per wrong variable. */
export class ConfigError extends Error {}

/** Every variable that the front reads; `.env.example` is checked against it. */
export const FRONT_VARIABLES = Object.entries(variables.shape).map(([name, schema]) => ({
  name,
  description: schema.description ?? '',
}));

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
  const orchestratorUrl = values.ORCHESTRATOR_URL ?? new URL(`http://${inUrl(values.ORCHESTRATOR_HOST)}:${values.ORCHESTRATOR_PORT}`);
  return {
    host: values.HOST,
    port: values.PORT,
    dev,
    loopbackOnly: isLoopbackHost(values.HOST) && isLoopbackHost(values.ORCHESTRATOR_HOST) && isLoopbackHost(orchestratorUrl.hostname),
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
    maxJsonBytes: values.MAX_JSON_BYTES,
    environment,
  };
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
