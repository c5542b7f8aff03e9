// Runs inside the guest's interpreter, before the program: what a program expects besides the language itself.
(host) => {
  const MAX_DEPTH = 6;
  const MAX_ITEMS = 100;

  const quote = (text) => JSON.stringify(text);
  const isName = (key) => /^[A-Za-z_$][\w$]*$/.test(key);

  function showItems(items, open, close) {
    const shown = items.slice(0, MAX_ITEMS);
    if (items.length > MAX_ITEMS) shown.push(`… ${items.length - MAX_ITEMS} more`);
    return shown.length === 0 ? open + close : `${open} ${shown.join(', ')} ${close}`;
  }

  function showObject(value, seen) {
    if (seen.includes(value)) return '[Circular]';
    if (seen.length >= MAX_DEPTH) return Array.isArray(value) ? '[Array]' : '[Object]';
    const inner = (item) => show(item, [...seen, value]);
    const name = value.constructor?.name ?? 'null prototype';
    if (Array.isArray(value)) return showItems(Array.from(value.slice(0, MAX_ITEMS + 1), inner), '[', ']');
    if (ArrayBuffer.isView(value) && !(value instanceof DataView))
      return `${name}(${value.length}) ${showItems([...value].map(inner), '[', ']')}`;
    if (value instanceof Map) {
      const entries = [...value].map(([key, item]) => `${inner(key)} => ${inner(item)}`);
      return `Map(${value.size}) ${showItems(entries, '{', '}')}`;
    }
    if (value instanceof Set) return `Set(${value.size}) ${showItems([...value].map(inner), '{', '}')}`;
    const entries = Object.entries(value).map(([key, item]) => `${isName(key) ? key : quote(key)}: ${inner(item)}`);
    return `${name === 'Object' ? '' : `${name} `}${showItems(entries, '{', '}')}`;
  }

  function show(value, seen = []) {
    if (typeof value === 'string') return quote(value);
    if (typeof value === 'bigint') return `${value}n`;
    if (typeof value === 'symbol') return value.toString();
    if (typeof value === 'function') return `[Function ${value.name || '(anonymous)'}]`;
    if (Object.is(value, -0)) return '-0';
    if (typeof value !== 'object' || value === null) return String(value);
    if (value instanceof Error) return `${value.name}: ${value.message}`;
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
    if (value instanceof RegExp) return String(value);
    if (value instanceof Promise) return 'Promise';
    return showObject(value, seen);
  }

  const toLine = (values) => `${values.map((value) => (typeof value === 'string' ? value : show(value))).join(' ')}\n`;
  const toStream =
    (stream) =>
    (...values) =>
      host.write(stream, toLine(values));

  function table(rows) {
    const names = [...new Set(Object.values(rows).flatMap((row) => Object.keys(Object(row))))];
    const lines = Object.entries(rows).map(([index, row]) => [
      index,
      ...names.map((name) => (name in Object(row) ? show(row[name]) : '')),
    ]);
    host.write('stdout', [['', ...names], ...lines].map((cells) => `${cells.join('\t')}\n`).join(''));
  }

  let timers = [];
  let lastTimer = 0;

  function addTimer(call, delay, values, isRepeated) {
    lastTimer += 1;
    const pause = Math.max(isRepeated ? 1 : 0, Number(delay) || 0);
    timers.push({ id: lastTimer, at: Date.now() + pause, run: () => call(...values), pause, isRepeated });
    return lastTimer;
  }

  const clearTimer = (id) => {
    timers = timers.filter((timer) => timer.id !== id);
  };

  /** Runs the timer whose time has come: 0. None has: milliseconds to wait. There is none: -1. */
  function nextTimer() {
    if (timers.length === 0) return -1;
    const next = timers.reduce((first, timer) => (timer.at < first.at ? timer : first));
    const waitMs = next.at - Date.now();
    if (waitMs > 0) return waitMs;
    if (next.isRepeated) next.at = Date.now() + next.pause;
    else clearTimer(next.id);
    next.run();
    return 0;
  }

  function load(name) {
    const bytes = host.load(String(name));
    if (bytes === null) throw new Error(`there is no file ${quote(String(name))}; there are: ${host.names()}`);
    return bytes;
  }

  function toBuffer(content) {
    if (content instanceof ArrayBuffer) return content;
    if (ArrayBuffer.isView(content)) {
      return content.buffer.slice(content.byteOffset, content.byteOffset + content.byteLength);
    }
    return host.encode(typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  }

  const provided = {
    console: {
      log: toStream('stdout'),
      info: toStream('stdout'),
      debug: toStream('stdout'),
      warn: toStream('stderr'),
      error: toStream('stderr'),
      table,
    },
    files: {
      list: () => JSON.parse(host.names()),
      read: (name) => host.decode(load(name)),
      readBytes: (name) => new Uint8Array(load(name)),
      write: (name, content) => host.save(String(name), toBuffer(content)),
    },
    setTimeout: (call, delay, ...values) => addTimer(call, delay, values, false),
    setInterval: (call, delay, ...values) => addTimer(call, delay, values, true),
    clearTimeout: clearTimer,
    clearInterval: clearTimer,
  };
  for (const [name, value] of Object.entries(provided)) {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  }
  return { show, nextTimer };
};
