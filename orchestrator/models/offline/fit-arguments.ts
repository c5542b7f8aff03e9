import { type JsonObject, jsonObject } from '../../../lib/contract/primitives.ts';
import type { ToolSpec } from '../../core/model.ts';

/**
 * Arguments as the tool's schema wants them: fields that it does not know are left out, required ones that are not given
 * become null, which is how tools mark what may be absent.
 */
export function fitArguments(planned: JsonObject, spec: ToolSpec | undefined): JsonObject {
  const properties = jsonObject.safeParse(spec?.parameters.properties).data;
  if (!properties) return planned;
  const { required } = spec?.parameters ?? {};
  const known = Object.fromEntries(Object.entries(planned).filter(([name]) => name in properties));
  const absent = (Array.isArray(required) ? required.map(String) : []).filter((name) => !(name in known));
  return { ...known, ...Object.fromEntries(absent.map((name) => [name, null])) };
}
