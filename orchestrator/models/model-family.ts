/** The entry of a model in a table by exact name, or by the family that a dated snapshot (`gpt-5-2025-08-07`) belongs to. */
export function findByModel<T>(table: ReadonlyMap<string, T>, model: string): T | undefined {
  return table.get(model) ?? table.get(model.replace(/-\d{4}-\d{2}-\d{2}$/, ''));
}
