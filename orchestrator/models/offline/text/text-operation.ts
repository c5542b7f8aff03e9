/** A thing to do with a text, and the words that ask for it. */
export type TextOperation = {
  pattern: RegExp;
  /** `words` is what the message asks, without the text itself. */
  apply(text: string, words: string): string;
};
