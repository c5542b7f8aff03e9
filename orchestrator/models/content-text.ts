/** Parts that hold no text for the reader: reasoning, and what only refers to something. */
const HIDDEN = /think|thought|reason|analysis|summary|reference|citation|tool|function|image|audio|video|file|data$/i;

const MAX_DEPTH = 8;

export type Content = { text: string; refusal: string };

const textOf = (part: Record<string, unknown>): unknown =>
  part.text ?? part.output_text ?? part.content ?? part.parts ?? part.value;

function collect(value: unknown, content: Content, depth: number): void {
  if (typeof value === 'string') content.text += value;
  else if (typeof value === 'number') content.text += String(value);
  else if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return;
  else if (Array.isArray(value)) for (const part of value) collect(part, content, depth + 1);
  else collectPart(value as Record<string, unknown>, content, depth);
}

function collectPart(part: Record<string, unknown>, content: Content, depth: number): void {
  if (typeof part.refusal === 'string') {
    content.refusal += part.refusal;
    return;
  }
  // Gemini marks a thought by a flag, all others by the type.
  if (part.thought === true || (typeof part.type === 'string' && HIDDEN.test(part.type))) return;
  collect(textOf(part), content, depth + 1);
}

/**
 * The text of what a server calls the content of an answer: a string, one typed part, or a list of them (Mistral, gateways
 * to Gemini and Anthropic). Reasoning, references and pictures are left out; nothing unknown is ever shown as "[object Object]".
 */
export function toContent(value: unknown): Content {
  const content: Content = { text: '', refusal: '' };
  collect(value, content, 0);
  return content;
}
