import { type JsonObject, jsonObject } from '../../lib/contract/primitives.ts';
import { coerceObject, coerceValue, isObject, type Schema } from './coerce-value.ts';

/** Models wrap the arguments once more, in the words of the API. */
const WRAPPERS = ['arguments', 'parameters', 'args', 'kwargs', 'input', 'params', 'properties'];

function unwrap(args: JsonObject, name: string, properties: JsonObject): JsonObject {
  const keys = Object.keys(args);
  const wrapper = [...WRAPPERS, name].find((key) => Object.hasOwn(args, key) && !Object.hasOwn(properties, key));
  if (wrapper === undefined || keys.some((key) => Object.hasOwn(properties, key))) return args;
  const inner = coerceValue(args[wrapper], { type: 'object' });
  return isObject(inner) ? inner : args;
}

/**
 * The arguments of a call as the schema of its tool wants them, where a model wrote them in another form: numbers as text, ""
 * for null, absent nullable fields, a field too many, another way of writing a name. `null` when they are no object.
 */
export function coerceArguments(raw: unknown, name: string, schema: Schema): JsonObject | null {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const [only, ...others] = Object.keys(properties);
  if (!isObject(raw)) {
    // A tool that takes one thing is given just that.
    const isValue = typeof raw === 'string' || typeof raw === 'number';
    return isValue && only !== undefined && others.length === 0 ? coerceObject({ [only]: raw }, schema) : null;
  }
  const args = jsonObject.parse(raw);
  return coerceObject(unwrap(args, name, properties), schema);
}

function typeName(schema: Schema): string {
  if (Array.isArray(schema.anyOf)) return schema.anyOf.filter(isObject).map(typeName).join(' | ');
  if (Array.isArray(schema.enum)) return schema.enum.map((choice) => JSON.stringify(choice)).join(' | ');
  if (Array.isArray(schema.type)) return schema.type.join(' | ');
  if (schema.type === 'array') return `[${isObject(schema.items) ? typeName(schema.items) : ''}]`;
  return String(schema.type ?? 'any');
}

/** What a tool takes, short enough to stand in an error: `{"expression": string}`. */
export function describeArguments(schema: Schema): string {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const fields = Object.entries(properties).map(
    ([name, part]) => `${JSON.stringify(name)}: ${isObject(part) ? typeName(part) : 'any'}`,
  );
  return `{${fields.join(', ')}}`;
}
