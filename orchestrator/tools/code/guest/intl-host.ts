/** What the interpreter asks `Intl` of this process, as JSON. */
type Request = { service: string; locales?: string | string[]; options?: object; method: string; args: unknown[] };
type Call = (made: never, args: never) => unknown;

const MAX_KEPT = 100;
const DEFAULT_LOCALE = 'en-US';

/** Numbers come as decimal strings, so that large ones stay exact; dates as milliseconds. */
const METHODS: Readonly<Record<string, Readonly<Record<string, Call>>>> = {
  NumberFormat: {
    format: (made: Intl.NumberFormat, [value]: [Intl.StringNumericLiteral]) => made.format(value),
    formatToParts: (made: Intl.NumberFormat, [value]: [Intl.StringNumericLiteral]) => made.formatToParts(value),
    formatRange: (made: Intl.NumberFormat, [from, to]: [Intl.StringNumericLiteral, Intl.StringNumericLiteral]) =>
      made.formatRange(from, to),
  },
  DateTimeFormat: {
    format: (made: Intl.DateTimeFormat, [at]: [number]) => made.format(at ?? Number.NaN),
    formatToParts: (made: Intl.DateTimeFormat, [at]: [number]) => made.formatToParts(at ?? Number.NaN),
    formatRange: (made: Intl.DateTimeFormat, [from, to]: [number, number]) => made.formatRange(from, to),
  },
  PluralRules: { select: (made: Intl.PluralRules, [value]: [string]) => made.select(Number(value)) },
  RelativeTimeFormat: {
    format: (made: Intl.RelativeTimeFormat, [value, unit]: [string, Intl.RelativeTimeFormatUnit]) =>
      made.format(Number(value), unit),
  },
  ListFormat: { format: (made: Intl.ListFormat, [items]: [string[]]) => made.format(items) },
  DisplayNames: { of: (made: Intl.DisplayNames, [code]: [string]) => made.of(code) },
  Segmenter: {
    segment: (made: Intl.Segmenter, [text]: [string]) => [...made.segment(text)].map(({ input: _input, ...part }) => part),
  },
  Collator: { compare: (made: Intl.Collator, [left, right]: [string, string]) => made.compare(left, right) },
};

const PLAIN = new Map<string, (request: Request) => unknown>([
  ['toLocaleString', ({ args, locales, options }) => new Date(Number(args[0])).toLocaleString(locales, options)],
  ['toLocaleDateString', ({ args, locales, options }) => new Date(Number(args[0])).toLocaleDateString(locales, options)],
  ['toLocaleTimeString', ({ args, locales, options }) => new Date(Number(args[0])).toLocaleTimeString(locales, options)],
  ['toLocaleUpperCase', ({ args, locales }) => String(args[0]).toLocaleUpperCase(locales)],
  ['toLocaleLowerCase', ({ args, locales }) => String(args[0]).toLocaleLowerCase(locales)],
  ['getCanonicalLocales', ({ locales }) => Intl.getCanonicalLocales(locales)],
  ['supportedValuesOf', ({ args }) => Intl.supportedValuesOf(args[0] as 'calendar')],
]);

type Made = { resolvedOptions(): object };
type Maker = {
  new (locales?: string | string[], options?: object): Made;
  supportedLocalesOf(locales?: string | string[]): string[];
};

/**
 * Answers what the guest's `Intl` asks. Text goes in and text comes out: the interpreter gets no object of this process, and can
 * name nothing that is not in the tables above.
 */
export function createIntl(): (request: string) => string {
  const kept = new Map<string, Made>();

  function make({ service, locales, options }: Request): Made {
    const key = JSON.stringify([service, locales, options]);
    const known = kept.get(key);
    if (known) return known;
    const Service = Intl[service as 'NumberFormat'] as unknown as Maker;
    const made = new Service(locales ?? DEFAULT_LOCALE, options);
    if (kept.size >= MAX_KEPT) kept.clear();
    kept.set(key, made);
    return made;
  }

  function answer(request: Request): unknown {
    const { service, method, args } = request;
    if (service === '') {
      const plain = PLAIN.get(method);
      if (plain) return plain({ ...request, locales: request.locales ?? DEFAULT_LOCALE });
    } else if (Object.hasOwn(METHODS, service)) {
      const made = make(request);
      if (method === 'resolvedOptions') return made.resolvedOptions();
      if (method === 'supportedLocalesOf') return (made.constructor as unknown as Maker).supportedLocalesOf(request.locales);
      const methods = METHODS[service] ?? {};
      if (Object.hasOwn(methods, method)) return methods[method]?.(made as never, args as never);
    }
    throw new TypeError(`Intl has no ${service} ${method} in the sandbox`);
  }

  return (text) => {
    try {
      return JSON.stringify({ value: answer(JSON.parse(text) as Request) });
    } catch (error) {
      const { name, message } = error as Error;
      return JSON.stringify({ error: { name: String(name), message: String(message) } });
    }
  };
}
