import type { ModelError } from '../core/model.ts';
import { type Fields, isFields } from './parse-event.ts';
import { fromStreamError } from './to-model-error.ts';

const hasContent = (value: unknown): boolean =>
  isFields(value) ? Object.values(value).some(hasContent) : Array.isArray(value) ? value.length > 0 : Boolean(value);

/** A failure that is told without the word, in an event that holds nothing of an answer. */
function isBareFault({ message, msg, error_msg, detail, type, object, status, code, success }: Fields): boolean {
  if (hasContent(detail) || hasContent(error_msg) || type === 'error' || object === 'error') return true;
  if (success === false || status === 'error' || status === 'failed') return true;
  return hasContent(message ?? msg) && [code, status].some((value) => Number(value) >= 400);
}

/** The failure that an event of a stream tells, in whatever shape; `null`: none. `name`: of the event. */
export function toStreamFault(chunk: Fields, name: string | undefined, provider: string): ModelError | null {
  if (chunk.choices !== undefined && chunk.error === undefined && chunk.errors === undefined && name !== 'error') return null;
  const told = [chunk.error, chunk.errors].find(hasContent);
  if (told !== undefined) return fromStreamError(Array.isArray(told) ? told[0] : told, provider);
  if (name === 'error' || (chunk.choices === undefined && isBareFault(chunk))) return fromStreamError(chunk, provider);
  return null;
}
