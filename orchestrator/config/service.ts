import { z } from 'zod';
import { ConfigError } from './config-error.ts';
import { integer, list, MINUTE_MS, optional, text, url, type Values, variable } from './fields.ts';

export const DEVELOPMENT_KEY = 'dev-api-key-2025';
const STRONG_KEY_CHARACTERS = 24;

const origins = list.refine(
  (all) => all.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin),
  'must be a comma list of origins like https://chat.example.org, without a path',
);
const hostNames = list
  .refine((all) => all.every((name) => /^(\*\.)?[A-Za-z0-9._:[\]-]+$/.test(name)), 'must be a comma list of host names')
  .transform((all) => all.map((name) => name.toLowerCase()));

/** Addresses, databases, access and limits of requests. */
export const serviceVariables = {
  HOST: variable('Address of the front', text, '127.0.0.1'),
  PORT: variable('Port of the front', integer(0, 65_535), '3000'),
  ORCHESTRATOR_HOST: variable('Address that the orchestrator listens on', text, '127.0.0.1'),
  ORCHESTRATOR_PORT: variable('Port that the orchestrator listens on', integer(0, 65_535), '8000'),
  DATA_DIR: variable('Directory of the embedded database and of files', text, './data'),
  DATABASE_URL: optional('PostgreSQL with pgvector; unset: embedded', url('postgres', 'postgresql')),
  DATABASE_POOL_SIZE: variable('Connections to PostgreSQL', integer(1, 200), '10'),
  REDIS_URL: optional('Redis; unset: in-process, or PostgreSQL notifications', url('redis', 'rediss')),
  CARTRITA_API_KEY: optional(
    `Bootstrap admin key; unset: ${DEVELOPMENT_KEY}, while everything is bound to loopback. Else ≥ ${STRONG_KEY_CHARACTERS} characters`,
    text.regex(/^[\x21-\x7e]{1,512}$/, 'must be 1 to 512 visible ASCII characters'),
  ),
  ALLOWED_HOSTS: optional(
    'Host names that are served besides loopback names, comma list; *.example.org for all below it',
    hostNames,
  ),
  ALLOWED_ORIGINS: optional('Origins that get CORS answers, comma list; unset: the front on loopback', origins),
  LOG_LEVEL: variable(
    'Least severe level that is logged',
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    'info',
  ),
  METRICS_TOKEN: optional('Bearer token for /metrics; unset: an admin key, or nobody asked for one on loopback', text.min(16)),
  MAX_BODY_BYTES: variable('Largest JSON body', integer(1024, 104_857_600), '2097152'),
  REQUEST_TIMEOUT_MS: variable('Longest time for a request to arrive', integer(100, 60 * MINUTE_MS), '30000'),
  RATE_LIMIT_PER_MINUTE: variable('Requests per key and minute', integer(1, 100_000_000), '60000'),
  MAX_OPEN_STREAMS: variable('Event streams and sockets at once in this process', integer(1, 1_000_000), '10000'),
  MAX_OPEN_STREAMS_PER_KEY: variable('Event streams and sockets at once per key', integer(1, 1_000_000), '5000'),
  DRAIN_TIMEOUT_MS: variable('After SIGTERM: time for runs to end', integer(0, 25_000), '20000'),
};
type Environment = Values<typeof serviceVariables>;

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/i;

function bootstrapKey(env: Environment, loopback: boolean): string {
  const key = env.CARTRITA_API_KEY;
  if (loopback) return key ?? DEVELOPMENT_KEY;
  if (key === undefined || key === DEVELOPMENT_KEY || key.length < STRONG_KEY_CHARACTERS) {
    throw new ConfigError(
      `CARTRITA_API_KEY: must be set to a secret of at least ${STRONG_KEY_CHARACTERS} characters, because HOST or ORCHESTRATOR_HOST is not a loopback address`,
    );
  }
  return key;
}

function allowedHosts(env: Environment): string[] {
  return [...new Set(['localhost', '127.0.0.1', '[::1]', env.ORCHESTRATOR_HOST.toLowerCase(), ...(env.ALLOWED_HOSTS ?? [])])];
}

export function toService(env: Environment) {
  const loopback = LOOPBACK.test(env.HOST) && LOOPBACK.test(env.ORCHESTRATOR_HOST);
  return {
    /** Everything is bound to loopback: the development key and open metrics are acceptable. */
    loopback,
    host: env.ORCHESTRATOR_HOST,
    port: env.ORCHESTRATOR_PORT,
    logLevel: env.LOG_LEVEL,
    bootstrapKey: bootstrapKey(env, loopback),
    dataDir: env.DATA_DIR,
    poolSize: env.DATABASE_POOL_SIZE,
    /** What is absent is embedded. */
    services: {
      ...(env.DATABASE_URL === undefined ? {} : { databaseUrl: env.DATABASE_URL }),
      ...(env.REDIS_URL === undefined ? {} : { redisUrl: env.REDIS_URL }),
    },
    rateLimitPerMinute: env.RATE_LIMIT_PER_MINUTE,
    drainTimeoutMs: env.DRAIN_TIMEOUT_MS,
  };
}

export function toHttp(env: Environment) {
  return {
    allowedHosts: allowedHosts(env),
    allowedOrigins: env.ALLOWED_ORIGINS ?? ['localhost', '127.0.0.1', '[::1]'].map((name) => `http://${name}:${env.PORT}`),
    metricsToken: env.METRICS_TOKEN,
    maxBodyBytes: env.MAX_BODY_BYTES,
    requestTimeoutMs: env.REQUEST_TIMEOUT_MS,
    maxOpenStreams: env.MAX_OPEN_STREAMS,
    maxOpenStreamsPerKey: env.MAX_OPEN_STREAMS_PER_KEY,
  };
}
