import { ModelError } from '../core/model.ts';

/** Some servers send nothing for a call without arguments. Throws `ModelError` when the text is no JSON (a truncated call). */
export function assertToolArguments(text: string, provider: string): string {
  if (text.trim() === '') return '{}';
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    throw new ModelError('malformed', provider, { cause: error });
  }
}
