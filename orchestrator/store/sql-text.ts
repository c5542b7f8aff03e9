/** Text as PostgreSQL can hold it: no U+0000, no lone surrogates. */
export function toSqlText(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '\uFFFD');
}

/** JSON for a json column or a recordset parameter: undefined becomes null. */
export function toSqlJson(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value);
}

/** A pattern for `LIKE` that finds the text anywhere, itself taken literally. */
export function toLikePattern(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
}
