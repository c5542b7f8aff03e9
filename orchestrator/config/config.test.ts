import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';
import { ConfigError } from './config-error.ts';
import { ORCHESTRATOR_VARIABLES } from './environment.ts';
import { DEVELOPMENT_KEY } from './service.ts';

const STRONG = 'a-strong-key-of-24-chars-or-more';

describe('the configuration', () => {
  it('has defaults for everything, on loopback with the development key', () => {
    const config = readConfig({});
    expect(config).toMatchObject({ host: '127.0.0.1', port: 8000, loopback: true, bootstrapKey: DEVELOPMENT_KEY, services: {} });
    expect(config.models).not.toHaveProperty('openai');
    expect(config.http.allowedOrigins).toEqual(['http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000']);
    expect(config.models.agentModels).toMatchObject({ supervisor: 'gpt-4.1', code: 'gpt-5' });
  });

  it('takes an empty variable for unset', () => {
    expect(readConfig({ DATABASE_URL: '', CARTRITA_API_KEY: '', PORT: '' })).toEqual(readConfig({}));
  });

  it('reads what is set', () => {
    const config = readConfig({
      DATABASE_URL: 'postgres://u:p@db/cartrita',
      REDIS_URL: 'redis://cache:6379',
      OPENAI_BASE_URL: 'http://127.0.0.1:9000/v1',
      CODE_MODEL: 'gpt-5-mini',
      ALLOWED_HOSTS: 'Chat.example.org, *.example.net',
      ALLOWED_ORIGINS: 'https://chat.example.org',
      FALLBACK_PROVIDERS: '[{"name":"local","base_url":"http://127.0.0.1:11434/v1","model":"llama"}]',
      RUN_RECOVERY: 'interrupt',
    });
    expect(config.services).toEqual({ databaseUrl: 'postgres://u:p@db/cartrita', redisUrl: 'redis://cache:6379' });
    expect(config.models).toMatchObject({
      openai: { baseUrl: 'http://127.0.0.1:9000/v1' },
      agentModels: { code: 'gpt-5-mini', research: 'gpt-5' },
      fallbackProviders: [{ name: 'local' }],
    });
    expect(config.http.allowedHosts).toEqual(expect.arrayContaining(['localhost', 'chat.example.org', '*.example.net']));
    expect(config.runs.recovery).toBe('interrupt');
  });

  it.each([
    ['ORCHESTRATOR_PORT', '80000', 'whole number from 0 to 65535'],
    ['ORCHESTRATOR_PORT', '1e3', 'whole number'],
    ['DATABASE_URL', 'mysql://db', 'postgres://'],
    ['REDIS_URL', 'cache:6379', 'redis://'],
    ['OPENAI_BASE_URL', 'not a url', 'http://'],
    ['ALLOWED_ORIGINS', 'https://chat.example.org/path', 'without a path'],
    ['ALLOWED_ORIGINS', '*', 'comma list of origins'],
    ['FALLBACK_PROVIDERS', '{', 'JSON list'],
    ['FALLBACK_PROVIDERS', '[{"name":"x"}]', 'FALLBACK_PROVIDERS.0.base_url'],
    ['LOG_LEVEL', 'loud', 'info'],
    ['RUN_RECOVERY', 'maybe', 'interrupt'],
    ['METRICS_TOKEN', 'short', '16'],
    ['WEB_ALLOW_HOSTS', 'http://wiki.internal', 'host or host:port'],
    ['WEB_ALLOW_HOSTS', 'wiki.internal:http', 'host or host:port'],
    ['WEB_SEARCH_OPENAI', 'maybe', 'off'],
    ['SEARXNG_URL', 'search.internal', 'http://'],
    ['RUN_FLUSH_MS', '-1', 'whole number from 1 to 1000'],
    ['RUN_LEASE_TTL_MS', '1500', 'at least twice RUN_HEARTBEAT_MS'],
  ])('refuses %s=%s by name, with what is allowed', (name, value, hint) => {
    expect(() => readConfig({ [name]: value })).toThrow(ConfigError);
    expect(() => readConfig({ [name]: value })).toThrow(name);
    expect(() => readConfig({ [name]: value })).toThrow(hint);
  });

  it.each([
    ['nothing', {}, []],
    ['an OpenAI key', { OPENAI_API_KEY: 'k' }, ['openai']],
    ['an OpenAI key, switched off', { OPENAI_API_KEY: 'k', WEB_SEARCH_OPENAI: 'off' }, []],
    ['another server that speaks like OpenAI', { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' }, []],
    ['the same, switched on', { OPENAI_BASE_URL: 'http://127.0.0.1:9/v1', WEB_SEARCH_OPENAI: 'on' }, ['openai']],
    ['a search provider besides OpenAI', { OPENAI_API_KEY: 'k', BRAVE_API_KEY: 'b' }, ['brave']],
    ['all', { WEB_SEARCH_OPENAI: 'on', TAVILY_API_KEY: 't', SEARXNG_URL: 'http://s' }, ['openai', 'tavily', 'searxng']],
  ])('searches the web with what is configured: %s', (_what, env, providers) => {
    expect(Object.keys(readConfig(env).web.search)).toEqual(providers);
  });

  it('reads the private hosts that are trusted', () => {
    expect(readConfig({}).web.fetch.allowHosts).toEqual([]);
    const allowed = readConfig({ WEB_ALLOW_HOSTS: 'wiki.internal, 127.0.0.1:8443, [::1]' }).web.fetch.allowHosts;
    expect(allowed).toEqual(['wiki.internal', '127.0.0.1:8443', '[::1]']);
  });

  it('never repeats a secret in its complaint', () => {
    const read = () => readConfig({ CARTRITA_API_KEY: 'secret with spaces', DATABASE_URL: 'mysql://user:hunter2@db' });
    expect(read).toThrow('CARTRITA_API_KEY');
    expect(read).not.toThrow(/secret with|hunter2/);
  });

  it.each(['HOST', 'ORCHESTRATOR_HOST'])('refuses a weak key when %s is not a loopback address', (name) => {
    for (const key of [undefined, DEVELOPMENT_KEY, 'short-key']) {
      expect(() => readConfig({ [name]: '0.0.0.0', CARTRITA_API_KEY: key })).toThrow('CARTRITA_API_KEY: must be set');
    }
    expect(readConfig({ [name]: '0.0.0.0', CARTRITA_API_KEY: STRONG })).toMatchObject({ loopback: false, bootstrapKey: STRONG });
  });

  it.each(['localhost', '127.0.0.1', '127.1.2.3', '::1'])('counts %s as loopback', (host) => {
    expect(readConfig({ ORCHESTRATOR_HOST: host }).loopback).toBe(true);
  });

  it('lists every variable with a description and a default that it accepts', () => {
    expect(ORCHESTRATOR_VARIABLES.length).toBeGreaterThan(30);
    for (const { name, description, fallback } of ORCHESTRATOR_VARIABLES) {
      expect(description, name).not.toBe('undefined');
      if (fallback !== undefined) expect(readConfig({ [name]: fallback })).toEqual(readConfig({}));
    }
  });
});
