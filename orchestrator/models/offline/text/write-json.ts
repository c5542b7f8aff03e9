import type { JsonToken } from './read-json.ts';

/** Beyond this depth lines are not indented further: the answer would be mostly white space. */
const MAX_INDENT = 50;

export const minifyJson = (tokens: readonly JsonToken[]): string => tokens.map(({ text }) => text).join('');

/** Two spaces a level; every number and text as it was written. */
export function indentJson(tokens: readonly JsonToken[]): string {
  let depth = 0;
  const newLine = () => `\n${'  '.repeat(Math.min(depth, MAX_INDENT))}`;
  return tokens
    .map(({ kind, text }, index) => {
      const isEmpty = tokens[index - 1]?.kind === '{' || tokens[index - 1]?.kind === '[';
      switch (kind) {
        case '{':
        case '[': {
          depth += 1;
          const next = tokens[index + 1]?.kind;
          return next === '}' || next === ']' ? text : text + newLine();
        }
        case '}':
        case ']':
          depth -= 1;
          return isEmpty ? text : newLine() + text;
        case ',':
          return text + newLine();
        case ':':
          return ': ';
        default:
          return text;
      }
    })
    .join('');
}
