import { afterAll, describe, expect, it } from 'vitest';
import { createTestTools } from './fixtures/test-tools.ts';

const tools = createTestTools();
afterAll(() => tools.close());

describe('time zones of Python', () => {
  it('are all there, in the past and in the future', async () => {
    const { report } = await tools.python(`
from datetime import datetime, timezone
from zoneinfo import ZoneInfo, available_timezones
def at(year, month, zone):
    moment = datetime(year, month, 1, 12, tzinfo=ZoneInfo(zone))
    return f'{moment.isoformat()} {moment.tzname()}'
print(len(available_timezones()) > 590, datetime.now(ZoneInfo('Europe/Berlin')).tzname() in ('CET', 'CEST'))
print(at(1945, 7, 'Europe/Berlin'), at(1900, 1, 'Europe/Amsterdam'), at(2099, 7, 'America/New_York'), at(2024, 1, 'Asia/Kathmandu'), sep=chr(10))
print(datetime(2024, 3, 10, 7, tzinfo=timezone.utc).astimezone(ZoneInfo('US/Pacific')), ZoneInfo('UTC'))`);
    expect(report.error).toBeUndefined();
    expect(report.stdout?.split('\n')).toEqual([
      'True True',
      '1945-07-01T12:00:00+03:00 CEMT',
      '1900-01-01T12:00:00+00:19:32 AMT',
      '2099-07-01T12:00:00-04:00 EDT',
      '2024-01-01T12:00:00+05:45 +0545',
      '2024-03-09 23:00:00-08:00 UTC',
      '',
    ]);
  });
});

describe('what the sandboxes do not have is said in one sentence', () => {
  it.each([
    ["name = input('Your name? ')", 'There is nobody to answer input() in the sandbox: put the values into the program itself.'],
    [
      'import numpy as np',
      "No module named 'numpy': the sandbox has the standard library and plot, and installs no packages (instead of it: lists, math, statistics and fractions).",
    ],
    [
      'from matplotlib import pyplot',
      "No module named 'matplotlib': the sandbox has the standard library and plot, and installs no packages (instead of it: plot).",
    ],
    ['import micropip', "No module named 'micropip': the sandbox has the standard library and plot, and installs no packages."],
    [
      "from zoneinfo import ZoneInfo\nZoneInfo('Mars/Base')",
      "No time zone is called 'Mars/Base': names are like Europe/Berlin, and zoneinfo.available_timezones() has all of them.",
    ],
  ])('Python: %s', async (code, message) => {
    const { report } = await tools.python(code);
    expect(report.error).toMatchObject({ message, trace: '' });
    expect(JSON.stringify(report)).not.toMatch(/pyodide|loadPackage|Traceback/);
  });

  it.each([
    "const _ = require('lodash')",
    "import _ from 'lodash';\n_.chunk([])",
    "import { chunk } from 'lodash'",
    "import 'lodash'",
    "await import('lodash')",
  ])('JavaScript: %s', async (code) => {
    const { report } = await tools.javascript(code);
    expect(report.error).toEqual({
      type: 'ModuleNotFound',
      message:
        "No module 'lodash': the sandbox has JavaScript itself, console, timers, Intl and files, but no packages and no modules of Node.",
      line: null,
      trace: '',
    });
  });

  it('leaves what a program says itself alone', async () => {
    expect((await tools.python("raise EOFError('mine')")).report.error).toMatchObject({
      message: 'mine',
      trace: expect.stringContaining('Traceback'),
    });
    expect((await tools.javascript("throw new Error('require is not defined')")).report.error).toMatchObject({
      type: 'Error',
      message: 'require is not defined',
    });
  });
});

describe('Intl of JavaScript', () => {
  it.each([
    ['(1234567.891).toLocaleString()', '"1,234,567.891"'],
    ["(1234.5).toLocaleString('de-DE', { style: 'currency', currency: 'EUR' })", '"1.234,50\u00a0€"'],
    ['12345678901234567890n.toLocaleString()', '"12,345,678,901,234,567,890"'],
    ['[(-0).toLocaleString(), NaN.toLocaleString(), (1 / 0).toLocaleString()].join()', '"-0,NaN,∞"'],
    ["[1.5, null, 2e6].toLocaleString('de')", '"1,5,,2.000.000"'],
    ["new Date(0).toLocaleDateString('de', { timeZone: 'Asia/Tokyo', dateStyle: 'full' })", '"Donnerstag, 1. Januar 1970"'],
    ["new Date('no').toLocaleString()", '"Invalid Date"'],
    ["[1, 2].map(new Intl.NumberFormat('en', { minimumFractionDigits: 2 }).format).join()", '"1.00,2.00"'],
    ["Intl.NumberFormat('en', { notation: 'compact' }).format(12345)", '"12K"'],
    ["new Intl.DateTimeFormat('en', { timeZone: 'Europe/Berlin', timeStyle: 'short' }).format(new Date(0))", '"1:00 AM"'],
    ["new Intl.DateTimeFormat('en', { month: 'long' }).formatToParts(0)[0].value", '"January"'],
    ["['b', 'ä', 'a'].sort((left, right) => left.localeCompare(right, 'de')).join()", '"a,ä,b"'],
    ["['b', 'a'].sort(new Intl.Collator().compare).join()", '"a,b"'],
    [
      "[new Intl.PluralRules('en', { type: 'ordinal' }).select(2), new Intl.RelativeTimeFormat('en').format(-1, 'day')].join()",
      '"two,1 day ago"',
    ],
    ["new Intl.ListFormat('de').format(['a', 'b', 'c'])", '"a, b und c"'],
    ["new Intl.DisplayNames('en', { type: 'region' }).of('JP')", '"Japan"'],
    ["[...new Intl.Segmenter('en', { granularity: 'word' }).segment('a b')].length", '3'],
    ["'i'.toLocaleUpperCase('tr')", '"İ"'],
    ["Intl.getCanonicalLocales('EN-us')[0]", '"en-US"'],
    ["Intl.NumberFormat.supportedLocalesOf(['de', 'tlh']).join()", '"de"'],
  ])('%s', async (code, value) => {
    expect((await tools.javascript(code)).report).toEqual({ value });
  });

  it('refuses what is wrong as the language does, and gives nothing of the process away', async () => {
    const { report } = await tools.javascript(`
      const caught = [];
      const attempts = [
        () => new Intl.NumberFormat('not a locale'),
        () => new Intl.NumberFormat('en', { style: 'currency' }),
        () => new Intl.DateTimeFormat('en', { timeZone: 'Mars/Base' }),
        () => (1).toLocaleString('en', { minimumFractionDigits: 1e9 }),
        () => new Intl.DateTimeFormat('en').format(NaN),
      ];
      for (const attempt of attempts) try { attempt(); caught.push('none'); } catch (error) { caught.push(error.name); }
      const outside = Intl.NumberFormat.constructor('return typeof process + typeof fetch')();
      caught.join() + ' ' + outside`);
    expect(report.value).toBe('"RangeError,TypeError,RangeError,RangeError,RangeError undefinedundefined"');
  });
});
