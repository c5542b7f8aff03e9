import type { JsonObject } from '../../lib/contract/primitives.ts';

/** A JSON Schema, or the part of one. */
export type Schema = JsonObject;

/** What models write for `null`. Not "none", which some of our texts give a meaning of its own. */
const NULL_TEXT = /^\s*(?:null|undefined|nil|n\/a)?\s*$/i;
const NOTHING_TEXT = /^\s*(?:null|undefined|nil|none|n\/a|-)?\s*$/i;
const NUMBER_TEXT = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?\s*$/i;
const BOOLEANS: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  ['true', true],
  ['yes', true],
  ['1', true],
  [1, true],
  ['false', false],
  ['no', false],
  ['0', false],
  [0, false],
]);

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A name without its way of writing: `timeZone`, `time-zone`, `Time_Zone`. */
export const fold = (name: string) => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '');

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Its kinds: `anyOf` with `null` is how a nullable one is told. */
export function variants(schema: Schema): Schema[] {
  if (Array.isArray(schema.anyOf)) return schema.anyOf.filter(isObject).flatMap(variants);
  if (Array.isArray(schema.type)) return schema.type.map((type) => ({ ...schema, type }));
  return [schema];
}

export const isNullable = (schema: Schema) => variants(schema).some(({ type }) => type === 'null');

function toNumber(value: unknown): unknown {
  return typeof value === 'string' && NUMBER_TEXT.test(value) ? Number(value) : value;
}

function toText(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  // Some repeat the schema: `{"type": "string", "value": "…"}`.
  if (isObject(value) && typeof value.value === 'string') return value.value;
  return value;
}

function toChoice(value: unknown, choices: readonly unknown[]): unknown {
  if (choices.includes(value) || typeof value !== 'string') return value;
  const alike = choices.filter((choice) => fold(String(choice)) === fold(value));
  return alike.length === 1 ? alike[0] : value;
}

function toList(value: unknown, items: Schema): unknown {
  const parsed = typeof value === 'string' && value.trim().startsWith('[') ? parse(value) : undefined;
  if (Array.isArray(parsed)) return toList(parsed, items);
  if (typeof value === 'string' && value.trim() === '') return [];
  const list = Array.isArray(value) ? value : value === null || value === undefined ? value : [value];
  return Array.isArray(list) ? list.map((item) => coerceValue(item, items)) : list;
}

/** Known fields by their names however written; others are left out, absent ones that may be `null` are. */
export function coerceObject(value: JsonObject, schema: Schema): JsonObject {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? schema.required : [];
  const isOpen = schema.additionalProperties !== false;
  const byFold = new Map(Object.keys(value).map((key) => [fold(key), key]));
  const fitted: JsonObject = {};
  for (const [name, part] of Object.entries(properties)) {
    if (!isObject(part)) continue;
    const key = Object.hasOwn(value, name) ? name : byFold.get(fold(name));
    if (key !== undefined) fitted[name] = coerceValue(value[key], part);
    else if (required.includes(name) && isNullable(part)) fitted[name] = null;
  }
  if (!isOpen) return fitted;
  const others = Object.entries(value).filter(([key]) => !Object.hasOwn(fitted, key) && key !== '__proto__');
  return { ...Object.fromEntries(others), ...fitted };
}

function coerceTo(value: unknown, schema: Schema): unknown {
  if (Array.isArray(schema.enum)) return toChoice(value, schema.enum);
  switch (schema.type) {
    case 'integer':
    case 'number':
      return toNumber(value);
    case 'boolean':
      return BOOLEANS.get(typeof value === 'string' ? value.trim().toLowerCase() : value) ?? value;
    case 'string':
      return toText(value);
    case 'array':
      return toList(value, isObject(schema.items) ? schema.items : {});
    case 'object': {
      const parsed = typeof value === 'string' ? parse(value) : value;
      return isObject(parsed) ? coerceObject(parsed, schema) : value;
    }
    default:
      return value;
  }
}

/** A value as the schema wants it, where only its form is another; otherwise the value itself. */
export function coerceValue(value: unknown, schema: Schema): unknown {
  const kinds = variants(schema).filter(({ type }) => type !== 'null');
  const isText = kinds.some(({ type, enum: choices }) => type === 'string' && !Array.isArray(choices));
  if (isNullable(schema)) {
    if (value === undefined || value === null) return null;
    if (typeof value === 'string' && (isText ? NULL_TEXT : NOTHING_TEXT).test(value)) return null;
  }
  return kinds.length === 1 ? coerceTo(value, kinds[0] as Schema) : value;
}
