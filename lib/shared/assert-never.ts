/** Ends a switch over a union, so that the compiler reports a missing case. Throws when it is reached after all. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
