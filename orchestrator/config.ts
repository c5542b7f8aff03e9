import { join } from 'node:path';
import { z } from 'zod';
import { AGENT_IDS, type AgentId } from '../lib/contract/primitives.ts';

export const DEVELOPMENT_KEY = 'dev-api-key-2025';
const STRONG_KEY_CHARACTERS = 24;

/** A variable of the environment: its text as zod sees it, its default, and what it means. */
function variable<T extends z.ZodType<unknown, string>>(description: string, schema: T, fallback: string) {
  return schema.prefault(fallback as z.input<T>).meta({ description, fallback });
}

function optional<T extends z.ZodType<unknown, string>>(description: string, schema: T) {
  return schema.optional().meta({ description });
}

const text = z.string();
const list = text.transform((words) =>
  words
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== ''),
);
const url = (...protocols: string[]) =>
  text.refine(
    (value) => URL.canParse(value) && protocols.includes(new URL(value).protocol.slice(0, -1)),
    `must be a URL that starts with ${protocols.map((protocol) => `${protocol}://`).join(' or ')}`,
  );

function integer(least: number, most: number) {
  const allowed = `must be a whole number from ${least} to ${most}`;
  return text
    .regex(/^\d{1,15}$/, allowed)
    .transform(Number)
    .refine((value) => value >= least && value <= most, allowed);
}

function amount(least: number, most: number) {
  const allowed = `must be a number from ${least} to ${most}`;
  return text
    .regex(/^\d{1,9}(\.\d{1,6})?$/, allowed)
    .transform(Number)
    .refine((value) => value >= least && value <= most, allowed);
}

const origins = list.refine(
  (all) => all.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin),
  'must be a comma list of origins like https://chat.example.org, without a path',
);
const hostNames = list
  .refine((all) => all.every((name) => /^(\*\.)?[A-Za-z0-9._:[\]-]+$/.test(name)), 'must be a comma list of host names')
  .transform((all) => all.map((name) => name.toLowerCase()));

const trustedHosts = list.refine(
  (all) =>
    all.every((place) => URL.canParse(`http://${place}`) && /^[A-Za-z0-9._-]+(:\d+)?$|^\[[\da-f:.]+\](:\d+)?$/i.test(place)),
  'must be a comma list of host or host:port',
);

const fallbackProvider = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, 'must be a short name'),
  base_url: url('http', 'https'),
  api_key: z.string().min(1).optional(),
  model: z.string().min(1),
  models: z.partialRecord(z.enum(AGENT_IDS), z.string().min(1)).optional(),
  tools: z.boolean().optional(),
  images: z.boolean().optional(),
  context_tokens: z.int().positive().optional(),
});

const fallbackProviders = text
  .transform((json, context) => {
    try {
      return JSON.parse(json) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'must be a JSON list' });
      return z.NEVER;
    }
  })
  .pipe(z.array(fallbackProvider));

const MINUTE_MS = 60_000;
/** At this part of its time a run is told to come to an end. */
const WIND_DOWN_AT = 0.8;

const environment = z.object({
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

  OPENAI_API_KEY: optional('OpenAI key', text),
  OPENAI_BASE_URL: optional('Other address for the OpenAI API', url('http', 'https')),
  FALLBACK_PROVIDERS: variable(
    'JSON list of {name, base_url, api_key?, model, models?: {agent: model}, tools?, images?, context_tokens?}, OpenAI-compatible, tried in order',
    fallbackProviders,
    '[]',
  ),
  LOCAL_MODEL_DISCOVERY: variable(
    'Use Ollama, LM Studio or llama.cpp at their usual ports of this machine before the offline model',
    z.enum(['on', 'off']),
    'on',
  ),
  SUPERVISOR_MODEL: variable('Model of the supervisor', text.min(1), 'gpt-4.1'),
  AGENT_MODEL: variable('Model of the specialists', text.min(1), 'gpt-5'),
  RESEARCH_MODEL: optional('Model of the research agent; unset: AGENT_MODEL', text),
  CODE_MODEL: optional('Model of the code agent; unset: AGENT_MODEL', text),
  KNOWLEDGE_MODEL: optional('Model of the knowledge agent; unset: AGENT_MODEL', text),
  TASK_MODEL: optional('Model of the task agent; unset: AGENT_MODEL', text),
  COMPUTER_USE_MODEL: optional('Model of the computer-use agent; unset: AGENT_MODEL', text),
  DEEPGRAM_API_KEY: optional('Deepgram key, for speech', text),
  DEEPGRAM_BASE_URL: optional('Other address for Deepgram, REST and WebSocket', url('http', 'https')),

  TAVILY_API_KEY: optional('Tavily key, for web search', text),
  SEARXNG_URL: optional('Address of a SearXNG that answers in JSON, for web search', url('http', 'https')),
  BRAVE_API_KEY: optional('Brave Search key, for web search', text),
  WEB_SEARCH_OPENAI: optional(
    'Web search hosted by OpenAI: on, off; unset: on with an OPENAI_API_KEY, unless another search or OPENAI_BASE_URL is set',
    z.enum(['on', 'off']),
  ),
  WEB_ALLOW_HOSTS: variable('Private hosts whose pages agents may read, comma list of host or host:port', trustedHosts, ''),

  MODEL_FIRST_TOKEN_TIMEOUT_MS: variable(
    'A provider that says nothing for so long is given up',
    integer(100, 10 * MINUTE_MS),
    '20000',
  ),
  MODEL_IDLE_TIMEOUT_MS: variable('A provider that pauses for so long is given up', integer(100, 10 * MINUTE_MS), '30000'),
  MODEL_BREAKER_FAILURES: variable('Consecutive failures after which a provider is left alone', integer(1, 1000), '5'),
  MODEL_BREAKER_OPEN_MS: variable(
    'For how long it is left alone, unless it says so itself',
    integer(100, 10 * MINUTE_MS),
    '30000',
  ),
  OFFLINE_PIECE_DELAY_MS: variable('Pause between two pieces of an answer of the offline model', integer(0, 1000), '8'),
  AGENT_MAX_TURNS: variable('Model calls of one run, those of asked agents included', integer(1, 200), '30'),
  AGENT_MAX_DEPTH: variable('How deep agents may ask other agents; 0: not at all', integer(0, 3), '1'),
  APPROVAL_POLICY: variable(
    'auto: a person approves what costs money, and every effect once a run has read foreign content; always: every effect',
    z.enum(['auto', 'always']),
    'auto',
  ),
  SANDBOX_WARM: variable('Sandbox processes of each language that wait for a program', integer(0, 16), '1'),
  SANDBOX_MAX_CONCURRENT: variable('Programs of each language at once; more wait for their turn', integer(1, 64), '4'),
  SANDBOX_MEMORY_MB: variable('Memory of one program', integer(64, 2048), '512'),
  APPROVAL_EXPIRY_MS: variable('An approval that nobody decides expires', integer(1000, 30 * 24 * 60 * MINUTE_MS), '86400000'),

  MAX_MESSAGE_CHARS: variable('Characters of one message', integer(1, 1_000_000), '32000'),
  RUN_TIMEOUT_MS: variable('Longest run', integer(1000, 24 * 60 * MINUTE_MS), '600000'),
  RUN_MAX_TOKENS: variable('Tokens of one run; then it answers with what it has', integer(1000, 1_000_000_000), '1000000'),
  RUN_MAX_COST_USD: variable('Cost of one run, as far as prices are known', amount(0.001, 100_000), '5'),
  RUN_MAX_TOOL_CALLS: variable('Tool calls of one run', integer(1, 10_000), '60'),
  RUN_HISTORY_TOKENS: variable('Tokens of earlier messages; what is older is summarised', integer(500, 1_000_000), '32000'),
  RUN_MAX_CONCURRENT: variable('Runs at once in this process', integer(1, 100_000), '5000'),
  RUN_HISTORY_MESSAGES: variable('Messages of a conversation that a run sees or summarises', integer(0, 1000), '400'),
  RUN_RECOVERY: variable(
    'After a crash: go on where it is safe, or always end as interrupted',
    z.enum(['resume', 'interrupt']),
    'resume',
  ),
  RUN_MAX_RECOVERIES: variable('Recoveries of one run', integer(0, 10), '1'),
  RUN_LEASE_TTL_MS: variable('A process that is silent for so long loses its runs', integer(500, MINUTE_MS), '3000'),
  RUN_HEARTBEAT_MS: variable('How often a process says that it lives', integer(100, MINUTE_MS), '1000'),
  RUN_FLUSH_MS: variable('Longest time an event waits for the log', integer(1, 1000), '100'),
  RUN_FLUSH_BYTES: variable('Most bytes of a run that wait for the log', integer(256, 1_048_576), '4096'),

  STREAM_MAX_BUFFERED_BYTES: variable(
    'A reader that lags behind by more is dropped; it can resume',
    integer(16_384, 16_777_216),
    '262144',
  ),
  MAX_OPEN_STREAMS: variable('Event streams and sockets at once in this process', integer(1, 1_000_000), '10000'),
  MAX_OPEN_STREAMS_PER_KEY: variable('Event streams and sockets at once per key', integer(1, 1_000_000), '5000'),
  MAX_BODY_BYTES: variable('Largest JSON body', integer(1024, 104_857_600), '2097152'),
  REQUEST_TIMEOUT_MS: variable('Longest time for a request to arrive', integer(100, 60 * MINUTE_MS), '30000'),
  RATE_LIMIT_PER_MINUTE: variable('Requests per key and minute', integer(1, 100_000_000), '60000'),
  DRAIN_TIMEOUT_MS: variable('After SIGTERM: time for runs to end', integer(0, 25_000), '20000'),
});
type Environment = z.infer<typeof environment>;

/** Every variable that the orchestrator reads; `.env.example` is checked against it. */
export const ORCHESTRATOR_VARIABLES: readonly { name: string; description: string; fallback: string | undefined }[] =
  Object.entries(environment.shape).map(([name, schema]) => {
    const meta = schema.meta();
    return { name, description: String(meta?.description), fallback: meta?.fallback as string | undefined };
  });

/** Names the variable and what is allowed; never holds the value, which may be a secret. */
export class ConfigError extends Error {}

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

function agentModels(env: Environment): Record<AgentId, string> {
  const own: Record<AgentId, string | undefined> = {
    supervisor: env.SUPERVISOR_MODEL,
    research: env.RESEARCH_MODEL,
    code: env.CODE_MODEL,
    knowledge: env.KNOWLEDGE_MODEL,
    task: env.TASK_MODEL,
    computer_use: env.COMPUTER_USE_MODEL,
  };
  return Object.fromEntries(AGENT_IDS.map((id) => [id, own[id] ?? env.AGENT_MODEL])) as Record<AgentId, string>;
}

function allowedHosts(env: Environment): string[] {
  return [...new Set(['localhost', '127.0.0.1', '[::1]', env.ORCHESTRATOR_HOST.toLowerCase(), ...(env.ALLOWED_HOSTS ?? [])])];
}

/** A local server behind its own URL may need no key. */
function openAi({ OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl }: Environment) {
  if (apiKey === undefined && baseUrl === undefined) return {};
  return { openai: { ...(apiKey === undefined ? {} : { apiKey }), ...(baseUrl === undefined ? {} : { baseUrl }) } };
}

/** The search providers that are configured. A server that only speaks OpenAI's protocol has no hosted search. */
function webSearch(env: Environment) {
  const { TAVILY_API_KEY: tavily, SEARXNG_URL: searxng, BRAVE_API_KEY: brave } = env;
  const others = {
    ...(tavily === undefined ? {} : { tavily: { apiKey: tavily } }),
    ...(searxng === undefined ? {} : { searxng: { baseUrl: searxng } }),
    ...(brave === undefined ? {} : { brave: { apiKey: brave } }),
  };
  const isVendor = env.OPENAI_API_KEY !== undefined && env.OPENAI_BASE_URL === undefined;
  const usesOpenAi = (env.WEB_SEARCH_OPENAI ?? (isVendor && Object.keys(others).length === 0 ? 'on' : 'off')) === 'on';
  return { ...(usesOpenAi ? { openai: { model: env.SUPERVISOR_MODEL, ...openAi(env).openai } } : {}), ...others };
}

function toConfig(env: Environment) {
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
    blobsDirectory: join(env.DATA_DIR, 'blobs'),
    sandbox: {
      warm: env.SANDBOX_WARM,
      maxConcurrent: env.SANDBOX_MAX_CONCURRENT,
      memoryBytes: env.SANDBOX_MEMORY_MB * 2 ** 20,
      cacheDirectory: join(env.DATA_DIR, 'cache'),
    },
    rateLimitPerMinute: env.RATE_LIMIT_PER_MINUTE,
    drainTimeoutMs: env.DRAIN_TIMEOUT_MS,
    http: {
      allowedHosts: allowedHosts(env),
      allowedOrigins: env.ALLOWED_ORIGINS ?? ['localhost', '127.0.0.1', '[::1]'].map((name) => `http://${name}:${env.PORT}`),
      metricsToken: env.METRICS_TOKEN,
      maxBodyBytes: env.MAX_BODY_BYTES,
      requestTimeoutMs: env.REQUEST_TIMEOUT_MS,
      maxOpenStreams: env.MAX_OPEN_STREAMS,
      maxOpenStreamsPerKey: env.MAX_OPEN_STREAMS_PER_KEY,
    },
    models: {
      ...openAi(env),
      fallbackProviders: env.FALLBACK_PROVIDERS,
      supervisorModel: env.SUPERVISOR_MODEL,
      agentModels: agentModels(env),
      firstTokenTimeoutMs: env.MODEL_FIRST_TOKEN_TIMEOUT_MS,
      idleTimeoutMs: env.MODEL_IDLE_TIMEOUT_MS,
      breaker: { failureThreshold: env.MODEL_BREAKER_FAILURES, openMs: env.MODEL_BREAKER_OPEN_MS },
      offlinePieceDelayMs: env.OFFLINE_PIECE_DELAY_MS,
      ...(env.LOCAL_MODEL_DISCOVERY === 'on' ? { discovery: { ownPorts: [env.PORT, env.ORCHESTRATOR_PORT] } } : {}),
    },
    web: { search: webSearch(env), fetch: { allowHosts: env.WEB_ALLOW_HOSTS } },
    approvalExpiryMs: env.APPROVAL_EXPIRY_MS,
    engine: {
      maxTurns: env.AGENT_MAX_TURNS,
      maxDepth: env.AGENT_MAX_DEPTH,
      maxToolCalls: env.RUN_MAX_TOOL_CALLS,
      maxTokens: env.RUN_MAX_TOKENS,
      maxCostUsd: env.RUN_MAX_COST_USD,
      maxWorkMs: Math.round(env.RUN_TIMEOUT_MS * WIND_DOWN_AT),
      historyTokens: env.RUN_HISTORY_TOKENS,
      approvalPolicy: env.APPROVAL_POLICY,
    },
    runs: {
      leaseTtlMs: env.RUN_LEASE_TTL_MS,
      heartbeatMs: env.RUN_HEARTBEAT_MS,
      flushMs: env.RUN_FLUSH_MS,
      flushBytes: env.RUN_FLUSH_BYTES,
      maxBufferedBytes: env.STREAM_MAX_BUFFERED_BYTES,
      historyMessages: env.RUN_HISTORY_MESSAGES,
      maxConcurrentRuns: env.RUN_MAX_CONCURRENT,
      recovery: env.RUN_RECOVERY,
      maxRecoveries: env.RUN_MAX_RECOVERIES,
      maxMessageChars: env.MAX_MESSAGE_CHARS,
      runTimeoutMs: env.RUN_TIMEOUT_MS,
    },
  };
}

export type Config = ReturnType<typeof toConfig>;

/** An empty variable counts as unset. Throws `ConfigError`. */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = environment.safeParse(set);
  if (!result.success) {
    const lines = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigError(lines.join('\n'));
  }
  if (result.data.RUN_LEASE_TTL_MS < 2 * result.data.RUN_HEARTBEAT_MS) {
    throw new ConfigError('RUN_LEASE_TTL_MS: must be at least twice RUN_HEARTBEAT_MS, or living processes lose their runs');
  }
  return toConfig(result.data);
}
