import { afterAll, describe, expect, it } from 'vitest';
import { createTestTools } from './fixtures/test-tools.ts';

const table = Buffer.from('name,score\nAda,3\nBob,4\n');
const tools = createTestTools({
  file_a: { name: 'scores.csv', bytes: table },
  file_b: { name: '../../etc/scores.csv', bytes: Buffer.from('other') },
  file_c: { name: 'secret.txt', bytes: Buffer.from('secret'), ownerId: 'own_2' },
});
afterAll(() => tools.close());

describe('JavaScript and TypeScript', () => {
  it('gives output, the value of the last expression and a summary', async () => {
    const { report, summary } = await tools.javascript(`
      interface Point { x: number; y: number }
      const points: Point[] = [{ x: 1, y: 2 }, { x: 3, y: 4 }];
      console.log('points', points, new Map([['a', new Set([1])]]), null, undefined, 10n, -0);
      console.error('careful');
      points.reduce<number>((sum, { x, y }) => sum + x * y, 0)`);
    expect(report).toEqual({
      stdout: 'points [ { x: 1, y: 2 }, { x: 3, y: 4 } ] Map(1) { "a" => Set(1) { 1 } } null undefined 10n -0\n',
      stderr: 'careful\n',
      value: '14',
    });
    expect(summary).toBe('14');
  });

  it('waits at the top level, for promises and timers', async () => {
    const { report } = await tools.javascript(`
      const order = [];
      const ticks = await new Promise((resolve) => {
        let count = 0;
        const timer = setInterval(() => { count += 1; if (count === 3) { clearInterval(timer); resolve(count); } }, 2);
      });
      order.push('ticked');
      setTimeout(() => { order.push('late'); console.log(order.join()); }, 5);
      await Promise.resolve();
      ticks`);
    expect(report).toEqual({ stdout: 'ticked,late\n', value: '3' });
  });

  it('says what was thrown and on which line', async () => {
    const { report, summary } = await tools.javascript(
      'const x: number = 1;\n\nfunction fail() {\n  throw new TypeError("bad");\n}\nfail();',
    );
    expect(report.error).toMatchObject({ type: 'TypeError', message: 'bad', line: 4 });
    expect(summary).toBe('TypeError on line 4: bad');
    expect((await tools.javascript('1;\nlet = = 2')).report.error).toMatchObject({ type: 'SyntaxError', line: 2 });
    expect((await tools.javascript('await Promise.reject("no")')).report.error).toMatchObject({ type: 'Thrown', message: 'no' });
    const forever = await tools.javascript('await new Promise(() => {})');
    expect(forever.report.error?.message).toBe('the program waits for something that will never happen');
  });

  it('reads the files it is given and shows those it writes', async () => {
    const { report, artifacts } = await tools.javascript({
      code: `
        const rows = files.read('scores.csv').trim().split('\\n').slice(1).map((line) => line.split(','));
        files.write('total.json', { total: rows.reduce((sum, [, score]) => sum + Number(score), 0) });
        files.write('raw.txt', new Uint8Array([104, 105]));
        files.list()`,
      fileIds: ['file_a'],
    });
    expect(report.value).toBe('[ "scores.csv", "total.json", "raw.txt" ]');
    expect(artifacts).toEqual([
      { name: 'total.json', mimeType: 'application/json', text: '{\n  "total": 7\n}' },
      { name: 'raw.txt', mimeType: 'text/plain', text: 'hi' },
    ]);
    expect(report.files).toEqual([
      { name: 'total.json', file_id: 'file_1', mime_type: 'application/json', size_bytes: 16 },
      { name: 'raw.txt', file_id: 'file_2', mime_type: 'text/plain', size_bytes: 2 },
    ]);
    expect((await tools.javascript('files.read("none")')).report.error?.message).toContain('there is no file "none"');
  });
});

describe('Python', () => {
  it('gives output, the value of the last expression and errors of both streams', async () => {
    const { report } = await tools.python(
      'import sys, statistics\nprint("mean", statistics.mean([1, 2, 6]))\nprint("careful", file=sys.stderr)\n{"a": 1}',
    );
    expect(report).toEqual({ stdout: 'mean 3\n', stderr: 'careful\n', value: "{'a': 1}" });
  });

  it('runs asyncio, with await at the top level too', async () => {
    const { report } = await tools.python(`
import asyncio
async def double(x):
    await asyncio.sleep(0.01)
    return 2 * x
print(asyncio.run(double(1)))
print(await asyncio.gather(double(2), double(3)))
await asyncio.wait_for(double(4), 5)`);
    expect(report).toEqual({ stdout: '2\n[4, 6]\n', value: '8' });
  });

  it('says what was raised, where, and nothing of its own machinery', async () => {
    const { report, summary } = await tools.python('def fail(x):\n    return 1 / x\n\nfail(0)');
    expect(report.error).toEqual({
      type: 'ZeroDivisionError',
      message: 'division by zero',
      line: 2,
      trace: expect.stringMatching(
        /^Traceback[^\n]*\n {2}File "main.py", line 4, in <module>\n {4}fail\(0\)\n[\s\S]*return 1 \/ x\n[\s\S]*division by zero\n$/,
      ),
    });
    expect(summary).toBe('ZeroDivisionError on line 2: division by zero');
    expect((await tools.python('x = 1\nif x\n  pass')).report.error).toMatchObject({ type: 'SyntaxError', line: 2 });
    expect((await tools.python('import sys\nsys.exit(3)')).report.error).toMatchObject({ type: 'SystemExit' });
    expect((await tools.python('import sys\nsys.exit()')).report.error).toBeUndefined();
  });

  it('says at once that packages are not available', async () => {
    const { report } = await tools.python('import numpy');
    expect(report.error).toMatchObject({ type: 'ModuleNotFoundError', line: 1 });
    expect(report.error?.message).toContain("No module named 'numpy': the sandbox has the standard library and plot");
    expect((await tools.python('try:\n  import pandas\nexcept ImportError:\n  pass\n"went on"')).report.value).toBe("'went on'");
  });

  it('shows new and changed files, not those that it was given', async () => {
    const { report, artifacts } = await tools.python({
      code: `
import csv, json, pathlib
rows = list(csv.DictReader(open('scores.csv')))
with open('scores.csv', 'a') as table: table.write('Cyd,5\\n')
pathlib.Path('out/deep').mkdir(parents=True)
pathlib.Path('out/deep/rows.json').write_text(json.dumps(rows))
pathlib.Path('data.bin').write_bytes(b'\\x00\\xff')
pathlib.Path('fake.png').write_text('no picture')
sorted(path.name for path in pathlib.Path('.').iterdir())`,
      attached: ['file_a', 'file_b'],
    });
    expect(report.value).toBe("['2-scores.csv', 'data.bin', 'fake.png', 'out', 'scores.csv']");
    expect(artifacts).toEqual([
      { name: 'scores.csv', mimeType: 'text/csv', text: `${table}Cyd,5\n` },
      {
        name: 'out-deep-rows.json',
        mimeType: 'application/json',
        text: '[{"name": "Ada", "score": "3"}, {"name": "Bob", "score": "4"}]',
      },
    ]);
    expect(report.notices).toEqual([
      expect.stringContaining('Not kept: data.bin'),
      expect.stringContaining('Not kept: fake.png'),
    ]);
  });

  it('finds files of earlier messages, without those that are gone', async () => {
    const { report } = await tools.python({
      code: "import os; ' '.join(sorted(os.listdir()))",
      attached: ['file_a'],
      earlier: ['file_gone', 'file_b'],
    });
    expect(report.value).toBe("'2-scores.csv scores.csv'");
    await expect(tools.python({ code: '1', fileIds: ['file_gone'] })).rejects.toThrow('there is no file file_gone');
  });

  it('draws charts', async () => {
    const { artifacts } = await tools.python(`
import plot
plot.line([1, 2, 3], {'a<b': [1, 4, 9], 'c': [3, 2, 1]}, title='Squares & more', x_label='x', y_label='y')
plot.bar(['Mon', 'Tue'], [-2, 5], file='bar.svg')
plot.scatter([0.001, 0.002], [5, 5], file='scatter.svg')`);
    expect(artifacts.map(({ name, mimeType }) => [name, mimeType])).toEqual([
      ['plot.svg', 'image/svg+xml'],
      ['bar.svg', 'image/svg+xml'],
      ['scatter.svg', 'image/svg+xml'],
    ]);
    const [lines, bars, dots] = artifacts.map(({ text }) => text);
    expect(bars?.match(/<rect [^>]*fill="#2563eb"/g)).toHaveLength(2);
    expect(lines).toContain('Squares &amp; more');
    expect(lines).toContain('a&lt;b');
    expect(lines?.match(/<polyline/g)).toHaveLength(2);
    expect(dots?.match(/<circle/g)).toHaveLength(2);
    const { report } = await tools.python('import plot\nplot.line([1, 2], [1])');
    expect(report.error).toMatchObject({ type: 'ValueError', message: '2 places but 1 values', line: 2 });
  });
});

describe('both', () => {
  it.each(['javascript', 'python'] as const)('%s never meets what a program before it left', async (language) => {
    const leave = {
      javascript: 'globalThis.left = 1; files.write("left.txt", "x"); Array.prototype.left = 1;',
      python: 'import builtins, sys\nbuiltins.left = 1\nsys.left = 1\nopen("left.txt", "w").write("x")',
    };
    const look = {
      javascript: '[typeof left, [].left, files.list().length].join()',
      python: 'import os, sys, builtins\n[hasattr(builtins, "left"), hasattr(sys, "left"), os.listdir()]',
    };
    expect((await tools[language](leave[language])).artifacts).toHaveLength(1);
    expect((await tools[language](look[language])).report.value).toBe(
      { javascript: '"undefined,,0"', python: '[False, False, []]' }[language],
    );
  });

  it('gives no file of another owner, and none that does not exist', async () => {
    await expect(tools.python({ code: '1', fileIds: ['file_c'] })).rejects.toThrow('there is no file file_c');
    await expect(tools.javascript({ code: '1', fileIds: ['file_x'] })).rejects.toThrow('there is no file file_x');
  });

  it('draws different random numbers each time', async () => {
    const draws = await Promise.all([1, 2].map(() => tools.python('import random, uuid\n(random.random(), uuid.uuid4())')));
    expect(draws[0]?.report.value).not.toBe(draws[1]?.report.value);
  });
});
