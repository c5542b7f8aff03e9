/** Longer output stays whole for the model; the record of the run keeps the beginnings. */
const MAX_RECORDED_CHARS = 4_000;
/** Of one text and of one list or object within a longer output, until it fits. */
const MEASURES = [
  { chars: 1_000, entries: 20 },
  { chars: 300, entries: 10 },
  { chars: 80, entries: 5 },
] as const;

type Measure = (typeof MEASURES)[number];

const cut = (text: string, chars: number) => (text.length > chars ? `${text.slice(0, chars).toWellFormed()}…` : text);

function shorten(value: unknown, measure: Measure): unknown {
  if (typeof value === 'string') return cut(value, measure.chars);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const kept = value.slice(0, measure.entries).map((entry) => shorten(entry, measure));
    return value.length > kept.length ? [...kept, `… (${value.length - kept.length} more)`] : kept;
  }
  const entries = Object.entries(value);
  const kept = entries.slice(0, measure.entries).map(([name, entry]) => [cut(name, measure.chars), shorten(entry, measure)]);
  return Object.fromEntries(entries.length > kept.length ? [...kept, ['…', `${entries.length - kept.length} more`]] : kept);
}

/** As JSON where it is some, else as it is. */
export function parseOutput(output: string): unknown {
  try {
    return JSON.parse(output) as unknown;
  } catch {
    return output;
  }
}

/** What the record of a run keeps of a tool's output: its form stays, long texts and lists lose their ends. */
export function toRecorded(output: string): unknown {
  const parsed = parseOutput(output);
  if (typeof parsed === 'string' || output.length <= MAX_RECORDED_CHARS) {
    return typeof parsed === 'string' ? cut(parsed, MAX_RECORDED_CHARS) : parsed;
  }
  const fitting = MEASURES.map((measure) => shorten(parsed, measure)).find(
    (shortened) => JSON.stringify(shortened).length <= MAX_RECORDED_CHARS,
  );
  return fitting ?? cut(output, MAX_RECORDED_CHARS);
}
