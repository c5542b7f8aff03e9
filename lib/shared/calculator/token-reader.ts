import { CalculationError } from './calculation-error.ts';
import { type Token, toTokens } from './tokens.ts';

const MAX_DEPTH = 100;

export const textOf = (token: Token) => (token.kind === 'sign' || token.kind === 'word' ? token.text : '');

export type TokenReader = ReturnType<typeof createTokenReader>;

/** Goes through the parts of an expression, one after the other, and notes how they are read. */
export function createTokenReader(source: string) {
  const { tokens, readings } = toTokens(source);
  let index = 0;
  let depth = 0;

  const peek = (ahead = 0): Token => tokens[Math.min(index + ahead, tokens.length - 1)] as Token;

  return {
    peek,
    /** What was read last. */
    previous: (): Token | undefined => tokens[index - 1],
    take(count = 1): Token {
      const token = peek();
      index += count;
      return token;
    },
    takeIf(wanted: string): boolean {
      const isWanted = textOf(peek()) === wanted;
      if (isWanted) index += 1;
      return isWanted;
    },
    place: () => index,
    backTo(place: number) {
      index = place;
    },
    /** As it was written, from a token to the last that was read. */
    said: (from: Token) => source.slice(from.at, (tokens[index - 1] ?? from).end),
    note: (reading: string) => readings.push(reading),
    readings,
    fail(): never {
      const token = peek();
      const isEnd = token.kind === 'end';
      throw new CalculationError(
        'syntax',
        isEnd ? 'the expression ends too early' : `“${source.slice(token.at, token.at + 40)}” is not understood here`,
      );
    },
    nested<T>(read: () => T): T {
      depth += 1;
      if (depth > MAX_DEPTH) throw new CalculationError('limit', 'the expression is nested too deeply');
      const result = read();
      depth -= 1;
      return result;
    },
  };
}
