import { isShallow } from '../../lib/contract/primitives.ts';
import { ModelError } from '../core/model.ts';

/** Some servers send nothing for a call without arguments. Throws `ModelError` when the text is no JSON (a truncated call) or too deep. */
export function assertToolArguments(text: string, provider: string): string {
  if (text.trim() === '') return '{}';
  try {
    if (isShallow(JSON.parse(text))) return text;
  } catch (error) {
    throw new ModelError('malformed', provider, { cause: error });
  }
  throw new ModelError('malformed', provider);
}
