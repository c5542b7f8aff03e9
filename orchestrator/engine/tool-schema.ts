import { z } from 'zod';
import type { JsonObject } from '../../lib/contract/primitives.ts';
import type { Tool } from '../core/tool.ts';

/** What strict mode of the vendor understands; a schema with anything else is sent without it. */
const STRICT_KEYWORDS = new Set([
  'type',
  'properties',
  'required',
  'additionalProperties',
  'description',
  'items',
  'enum',
  'const',
  'anyOf',
]);

function isStrict(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return false;
  const { properties, required, additionalProperties, items, anyOf } = schema as JsonObject;
  if (!Object.keys(schema).every((keyword) => STRICT_KEYWORDS.has(keyword))) return false;
  if (properties !== undefined) {
    const names = Object.keys(properties as object);
    const isClosed = additionalProperties === false && Array.isArray(required) && names.every((name) => required.includes(name));
    if (!isClosed || !Object.values(properties as object).every(isStrict)) return false;
  }
  return (items === undefined || isStrict(items)) && (!Array.isArray(anyOf) || anyOf.every(isStrict));
}

const schemas = new WeakMap<Tool, { parameters: JsonObject; strict: boolean }>();

/** JSON Schema of a tool's parameters, and whether the vendor can guarantee it. */
export function toToolSchema(tool: Tool): { parameters: JsonObject; strict: boolean } {
  const known = schemas.get(tool);
  if (known) return known;
  const { $schema: _dialect, ...parameters } = z.toJSONSchema(tool.parameters, { io: 'input' });
  const schema = { parameters, strict: isStrict(parameters) };
  schemas.set(tool, schema);
  return schema;
}
