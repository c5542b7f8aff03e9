import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ConfigError, FRONT_VARIABLES, readConfig } from './config.ts';
import { createScope, STRONG_KEY } from './fixtures/harness.ts';
import { loadSessionSecret } from './session-secret.ts';

const scope = createScope();
afterEach(() => scope.close());

describe('configuration', () => {
  it('needs nothing while everything is bound to loopback', () => {
    expect(readConfig({ PORT: '' }, [])).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      loopbackOnly: true,
      apiKey: 'dev-api-key-2025',
      startsOrchestrator: true,
      trustedHops: 0,
      idleTimeoutMs: 70_000,
    });
  });

  it.each([
    ['PORT', '70000'],
    ['PORT', 'http'],
    ['ORCHESTRATOR_URL', 'localhost:8000'],
    ['ORCHESTRATOR_URL', 'http://localhost:8000/api'],
    ['NEXT_URL', 'ftp://localhost'],
    ['ALLOWED_HOSTS', 'https://chat.example.com'],
    ['ALLOWED_HOSTS', '*'],
    ['ALLOWED_ORIGINS', '*'],
    ['ALLOWED_ORIGINS', 'https://a.example.com/path'],
    ['TRUST_PROXY', 'yes'],
    ['SESSION_SECRET', 'short'],
    ['CARTRITA_API_KEY', 'with space'],
    ['LOG_LEVEL', 'loud'],
    ['MAX_BODY_BYTES', '-1'],
  ])('names the variable: %s=%s', (name, value) => {
    expect(() => readConfig({ [name]: value }, [])).toThrow(new RegExp(`^${name}: must`));
    expect(() => readConfig({ [name]: value }, [])).toThrow(ConfigError);
  });

  it.each([
    ['no key', {}],
    ['the development key', { CARTRITA_API_KEY: 'dev-api-key-2025' }],
    ['a short key', { CARTRITA_API_KEY: 'x'.repeat(23) }],
  ])('refuses %s beyond loopback', (_name, key) => {
    for (const where of [{ HOST: '0.0.0.0' }, { ORCHESTRATOR_HOST: '::' }, { ORCHESTRATOR_URL: 'http://orchestrator:8000' }]) {
      expect(() => readConfig({ ...where, ...key }, [])).toThrow(/^CARTRITA_API_KEY: must be set/);
      expect(readConfig({ ...where, CARTRITA_API_KEY: STRONG_KEY }, []).loopbackOnly).toBe(false);
    }
  });

  it('never repeats a value, which may be a secret', () => {
    expect(() => readConfig({ SESSION_SECRET: 'tell-nobody' }, [])).not.toThrow(/tell-nobody/);
  });

  it('describes every variable and accepts its own defaults', () => {
    for (const { name, description } of FRONT_VARIABLES) expect({ name, description }).toMatchObject({ description: /.{5,}/ });
    const defaults = Object.fromEntries(FRONT_VARIABLES.map(({ name, fallback }) => [name, fallback]));
    expect(readConfig(defaults, [])).toMatchObject({ loopbackOnly: true });
  });
});

describe('session secret', () => {
  it('is made once, for its owner alone, also by two starters at once', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'front-'));
    scope.defer(() => rm(folder, { recursive: true }));
    const dataDir = join(folder, 'data');
    const [one, other] = await Promise.all([loadSessionSecret(dataDir), loadSessionSecret(dataDir)]);
    expect(one).toBe(other);
    expect(one.length).toBeGreaterThanOrEqual(48);
    expect(await loadSessionSecret(dataDir)).toBe(one);
    expect((await stat(join(dataDir, 'session-secret'))).mode & 0o777).toBe(0o600);
  });
});
