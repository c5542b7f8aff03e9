// Runs inside the guest's interpreter, which has no `Intl`: text about languages is asked of the process around it, as JSON.
(host) => {
  const ERRORS = { RangeError, TypeError };
  const toNumber = (value) =>
    typeof value === 'bigint' || Object.is(value, -0) ? `${Object.is(value, -0) ? '-0' : value}` : String(Number(value));
  const toTime = (value) => (value === undefined ? Date.now() : Number(value));
  const toLocales = (locales) =>
    Array.isArray(locales) ? locales.map(String) : locales === undefined ? undefined : String(locales);

  function ask(service, method, args, locales, options) {
    const { value, error } = JSON.parse(
      host.intl(JSON.stringify({ service, method, args, locales: toLocales(locales), options })),
    );
    if (error) throw new (ERRORS[error.name] ?? Error)(error.message);
    return value;
  }

  // Dates of the interpreter are in UTC where its clock is.
  const withZone = (options) => (new Date().getTimezoneOffset() === 0 ? { timeZone: 'UTC', ...options } : options);

  /** A constructor like those of `Intl`; `methods` say how their arguments are sent. */
  function define(name, methods, change = (options) => options) {
    const states = new WeakMap();
    function Service(locales, options) {
      if (!new.target) return new Service(locales, options);
      const state = [locales, change(options)];
      ask(name, 'resolvedOptions', [], ...state);
      states.set(this, state);
    }
    Object.defineProperty(Service, 'name', { value: name });
    Service.supportedLocalesOf = (locales) =>
      ask(name, 'supportedLocalesOf', [], locales, name === 'DisplayNames' ? { type: 'region' } : undefined);
    for (const [method, send] of Object.entries(methods)) {
      // As in the standard, `format` may be taken off its object.
      const get = function () {
        const state = states.get(this);
        return (...args) => ask(name, method, send(...args), ...state);
      };
      Object.defineProperty(Service.prototype, method, { get, configurable: true });
    }
    Service.prototype.resolvedOptions = function () {
      return ask(name, 'resolvedOptions', [], ...states.get(this));
    };
    return Service;
  }

  const one = (value) => [toNumber(value)];
  const two = (from, to) => [toNumber(from), toNumber(to)];
  const provided = {
    NumberFormat: define('NumberFormat', { format: one, formatToParts: one, formatRange: two }),
    DateTimeFormat: define(
      'DateTimeFormat',
      {
        format: (at) => [toTime(at)],
        formatToParts: (at) => [toTime(at)],
        formatRange: (from, to) => [toTime(from), toTime(to)],
      },
      withZone,
    ),
    PluralRules: define('PluralRules', { select: one }),
    RelativeTimeFormat: define('RelativeTimeFormat', { format: (value, unit) => [toNumber(value), String(unit)] }),
    ListFormat: define('ListFormat', { format: (items) => [Array.from(items, String)] }),
    DisplayNames: define('DisplayNames', { of: (code) => [String(code)] }),
    Segmenter: define('Segmenter', { segment: (text) => [String(text)] }),
    Collator: define('Collator', { compare: (left, right) => [String(left), String(right)] }),
    getCanonicalLocales: (locales) => ask('', 'getCanonicalLocales', [], locales),
    supportedValuesOf: (key) => ask('', 'supportedValuesOf', [String(key)]),
  };
  Object.defineProperty(provided, Symbol.toStringTag, { value: 'Intl' });

  function override(target, methods) {
    for (const [name, value] of Object.entries(methods)) {
      Object.defineProperty(target.prototype, name, { value, writable: true, configurable: true });
    }
  }

  const dateMethod = (method) =>
    function (locales, options) {
      const at = this.getTime();
      return Number.isNaN(at) ? 'Invalid Date' : ask('', method, [at], locales, withZone(options));
    };
  const numberMethod = function (locales, options) {
    return ask('NumberFormat', 'format', [toNumber(this.valueOf())], locales, options);
  };
  override(Number, { toLocaleString: numberMethod });
  override(BigInt, { toLocaleString: numberMethod });
  override(
    Date,
    Object.fromEntries(['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString'].map((name) => [name, dateMethod(name)])),
  );
  override(String, {
    localeCompare(other, locales, options) {
      return ask('Collator', 'compare', [String(this), String(other)], locales, options);
    },
    toLocaleUpperCase(locales) {
      return locales === undefined ? this.toUpperCase() : ask('', 'toLocaleUpperCase', [String(this)], locales);
    },
    toLocaleLowerCase(locales) {
      return locales === undefined ? this.toLowerCase() : ask('', 'toLocaleLowerCase', [String(this)], locales);
    },
  });
  override(Array, {
    toLocaleString(locales, options) {
      return this.map((item) => (item === null || item === undefined ? '' : item.toLocaleString(locales, options))).join(',');
    },
  });
  Object.defineProperty(globalThis, 'Intl', { value: provided, writable: true, configurable: true });
};
