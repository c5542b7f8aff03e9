import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { ERROR_TABLE } from './errors.ts';
import { toOpenApi } from './openapi.ts';
import type { Operation } from './operations/operation.ts';
import { OPERATIONS, type OperationId } from './operations.ts';

type Parameter = { in: string; name: string; required?: boolean };
type Described = {
  operationId: string;
  parameters?: Parameter[];
  requestBody?: { content: Record<string, object> };
  responses: Record<string, { description: string; content?: Record<string, { schema: object }> }>;
  security?: Record<string, string[]>[];
};

const document = JSON.parse(JSON.stringify(toOpenApi('1.2.3'))) as {
  openapi: string;
  info: object;
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, object>; securitySchemes: Record<string, object> };
};

const operations = (Object.entries(OPERATIONS) as [OperationId, Operation][]).map(
  ([id, operation]) => [id, operation, document.paths[operation.path]?.[operation.method.toLowerCase()] as Described] as const,
);

function references(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => (name === '$ref' ? [String(inner)] : references(inner)));
}

describe('the OpenAPI document', () => {
  it('has exactly the operations of the table', () => {
    const described = Object.values(document.paths).flatMap((item) => Object.values(item).map(({ operationId }) => operationId));
    expect(described.sort()).toEqual(Object.keys(OPERATIONS).sort());
  });

  it('resolves all its references', () => {
    const names = new Set(references(document).map((reference) => reference.replace('#/components/schemas/', '')));
    expect(names.size).toBeGreaterThan(20);
    for (const name of names) expect(document.components.schemas, name).toHaveProperty([name]);
  });

  it('has schemas that compile as JSON Schema 2020-12', () => {
    const ajv = new Ajv2020({ strict: false });
    ajv.addSchema({ $id: 'openapi', components: document.components });
    for (const name of Object.keys(document.components.schemas)) {
      expect(() => ajv.compile({ $ref: `openapi#/components/schemas/${name}` }), name).not.toThrow();
    }
  });

  it.each(operations)('%s has its parameters, body, answers and security', (_id, operation, described) => {
    const parameters = described.parameters ?? [];
    const names = (place: string) => parameters.filter((parameter) => parameter.in === place).map(({ name }) => name);
    expect(names('path')).toEqual(Object.keys(operation.params?.shape ?? {}));
    expect(parameters.filter((parameter) => parameter.in === 'path').every(({ required }) => required)).toBe(true);
    expect(names('query')).toEqual(Object.keys(operation.query?.shape ?? {}));
    expect(names('header').includes('Idempotency-Key')).toBe(operation.idempotent === true);
    expect(names('header').includes('Last-Event-ID')).toBe(operation.resumable === true);
    expect(described.requestBody !== undefined).toBe(operation.body !== undefined || operation.upload !== undefined);
    expect(described.responses).toHaveProperty([String(operation.success.status)]);
    for (const code of operation.errors ?? []) {
      expect(described.responses[ERROR_TABLE[code].status]?.description, code).toContain(code);
    }
    expect(described.security?.length === 0).toBe(operation.access === 'public');
    for (const scheme of (described.security ?? []).flatMap(Object.keys)) {
      expect(document.components.securitySchemes).toHaveProperty([scheme]);
    }
  });

  it('describes streams as events', () => {
    const content = document.paths['/api/chat/stream']?.get?.responses['200']?.content;
    expect(content?.['text/event-stream']?.schema).toEqual({ $ref: '#/components/schemas/RunEvent' });
    expect(document.paths['/api/chat']?.post?.responses['204']).toBeDefined();
  });

  it('lets answers gain fields, and requests not', () => {
    const schemas = document.components.schemas as Record<string, { additionalProperties?: unknown }>;
    expect(schemas.ChatRequest?.additionalProperties).toBe(false);
    expect(schemas.ChatResponse?.additionalProperties).toBeUndefined();
  });
});
