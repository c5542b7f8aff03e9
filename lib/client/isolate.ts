/** A name from outside inside a sentence: one that runs from right to left turns nothing around it. */
export function isolate(name: string): string {
  return `\u2068${name}\u2069`;
}
