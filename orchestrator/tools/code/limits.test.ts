import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { guestProcesses } from './fixtures/guest-processes.ts';
import { createTestTools } from './fixtures/test-tools.ts';

const LANGUAGES = ['javascript', 'python'] as const;
const tools = createTestTools({}, { warm: 0 });
afterAll(() => tools.close());

const ownGuests = () => guestProcesses().filter(({ parent }) => parent === process.pid);

/** What is being killed is gone within moments, however busy the machine. */
async function untilNoGuest(): Promise<void> {
  await expect.poll(ownGuests).toEqual([]);
  // Gone for the system; this process hears of it in its next turn.
  await sleep(1);
}

describe.each(LANGUAGES)('%s', (language) => {
  const run = tools[language];
  const say = { javascript: 'console.log', python: 'print' }[language];

  it('ends an endless loop and keeps what was printed', async () => {
    const loop = { javascript: 'for (;;) {}', python: 'while True: pass' }[language];
    const { report, summary } = await run({ code: `${say}("before")\n${loop}`, seconds: 3 });
    expect(report).toEqual({
      stdout: 'before\n',
      error: { type: 'Timeout', message: 'stopped after 3 s', line: null, trace: '' },
    });
    expect(summary).toBe('Timeout: stopped after 3 s');
    await untilNoGuest();
  });

  it('ends what cannot be interrupted from within', async () => {
    const stubborn = {
      javascript: '/^(a+)+$/.test("a".repeat(50) + "b")',
      python: 'try:\n  sum(range(10**13))\nexcept BaseException:\n  pass',
    }[language];
    expect((await run({ code: stubborn, seconds: 1 })).report.error?.type).toBe('Timeout');
    await untilNoGuest();
  });

  it('bounds memory', async () => {
    const bomb = {
      javascript: 'const all = []; for (;;) all.push(new Uint8Array(1e6).fill(1));',
      python: 'x = []\nwhile True: x.append(bytearray(10**6))',
    };
    const { report } = await run({ code: bomb[language] });
    expect(report.error?.type).toMatch(/^(MemoryError|InternalError|RangeError|OutOfMemory)$/);
    await untilNoGuest();
  });

  it('bounds recursion', async () => {
    const deep = { javascript: 'function f(n) { return f(n + 1) + 1; }\nf(0)', python: 'def f(n):\n  return f(n + 1) + 1\nf(0)' };
    expect((await run(deep[language])).report.error?.type).toMatch(/^(RangeError|InternalError|RecursionError)$/);
    const deeper = {
      javascript: 'let x = []; for (let i = 0; i < 1e6; i++) x = [x]; JSON.stringify(x)',
      python: 'import sys\nsys.setrecursionlimit(10**8)\ndef f(n):\n  return f(n + 1) + 1\nf(0)',
    };
    expect((await run(deeper[language])).report.error).toBeDefined();
  });

  it('bounds output, to the byte, and says so', async () => {
    const flood = {
      javascript: 'for (let i = 0; i < 40000; i++) console.log("0123456789äöü");',
      python: 'for i in range(40000): print("0123456789äöü")',
    };
    const { report, notes } = await run(flood[language]);
    expect(report.notices).toEqual(['Output was cut after 256 KB.']);
    expect(report.error).toBeUndefined();
    expect(report.stdout).toMatch(/^0123456789äöü\n[\s\S]*characters left out[\s\S]*\d$/);
    expect(notes.length).toBeGreaterThan(0);
  });

  it('bounds the value', async () => {
    const { report } = await run({ javascript: '"x".repeat(1e7)', python: '"x" * 10**7' }[language]);
    expect(report.value).toHaveLength(20_000);
    expect(report.notices).toEqual(['The value has more than 20000 characters; this is its beginning.']);
  });

  it('bounds what it keeps', async () => {
    const many = {
      javascript: 'for (let i = 0; i < 15; i++) files.write(i + ".txt", "x"); files.write("big.txt", "x".repeat(6e6))',
      python: 'for i in range(15): open(f"{i}.txt", "w").write("x")\nopen("big.txt", "w").write("x" * 6_000_000)\nNone',
    };
    const { report, artifacts } = await run(many[language]);
    expect(artifacts).toHaveLength(10);
    expect(report.notices).toEqual([
      'Not kept, larger than 5 MB: big.txt',
      'Not kept, more than 10 files: 10.txt, 11.txt, 12.txt, 13.txt, 14.txt',
    ]);
    expect(
      (
        await run(
          {
            javascript: 'files.write("a.txt", "x".repeat(5 * 2 ** 20))',
            python: 'open("a.txt", "w").write("x" * 5 * 2**20)\nNone',
          }[language],
        )
      ).artifacts[0]?.text.length,
    ).toBe(5 * 2 ** 20);
  });

  it('shows output while it runs, and stops at once with nothing left behind', async () => {
    const controller = new AbortController();
    const endless = { javascript: 'console.log("started"); for (;;) {}', python: 'print("started")\nwhile True: pass' };
    const stopped = run({
      code: endless[language],
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('enough')),
    });
    await expect(stopped).rejects.toThrow('enough');
    await untilNoGuest();
  });

  it('does not start what was stopped before, and stops while it starts', async () => {
    await expect(run({ code: '1', signal: AbortSignal.abort(new Error('early')) })).rejects.toThrow('early');
    const controller = new AbortController();
    const stopped = run({ code: '1', signal: controller.signal });
    setImmediate(() => controller.abort(new Error('starting')));
    await expect(stopped).rejects.toThrow('starting');
    await untilNoGuest();
  });

  it('serves ten at once, each its own', async () => {
    const results = await Promise.all(Array.from({ length: 10 }, (_, index) => run(`${say}(${index})\n${index} * 2`)));
    expect(results.map(({ report }) => [report.stdout, report.value])).toEqual(
      Array.from({ length: 10 }, (_, index) => [`${index}\n`, String(index * 2)]),
    );
  });
});

it('programs do not outlive a process that is killed', async () => {
  const host = spawn(process.execPath, [fileURLToPath(new URL('./fixtures/run-for-ever.ts', import.meta.url))], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  for await (const text of host.stdout) {
    said += String(text);
    if (said.includes('javascript') && said.includes('python')) break;
  }
  const guests = guestProcesses().filter(({ parent }) => parent === host.pid);
  expect(guests).toHaveLength(2);
  host.kill('SIGKILL');
  const left = () => guestProcesses().filter(({ pid }) => guests.some((guest) => guest.pid === pid));
  await expect.poll(left).toEqual([]);
});

it('a waiting process that is lost is not given a program', async () => {
  const pooled = createTestTools({}, { warm: 1 });
  const used = new Set<number>();
  const noteUsed = () => ownGuests().forEach(({ pid }) => void used.add(pid));
  expect((await pooled.javascript({ code: 'console.log(1); 1', onProgress: noteUsed })).report.value).toBe('1');
  const waiting = () => ownGuests().filter(({ pid }) => !used.has(pid));
  await expect.poll(waiting).toHaveLength(1);
  for (const { pid } of waiting()) process.kill(pid, 'SIGKILL');
  await untilNoGuest();
  await expect(pooled.javascript('2').finally(() => pooled.close())).resolves.toMatchObject({ report: { value: '2' } });
});

it('a program that waits for its turn can be stopped, and takes none from others', async () => {
  const narrow = createTestTools({}, { warm: 0, maxConcurrent: 1 });
  const first = new AbortController();
  const second = new AbortController();
  const running = narrow.javascript({
    code: 'console.log(1); for (;;) {}',
    signal: first.signal,
    onProgress: () => second.abort(new Error('second')),
  });
  const waiting = narrow.javascript({ code: '1', signal: second.signal });
  const last = narrow.javascript('"last"');
  await expect(waiting).rejects.toThrow('second');
  first.abort(new Error('first'));
  await expect(running).rejects.toThrow('first');
  expect((await last).report.value).toBe('"last"');
  await narrow.close();
});

it('closing ends everything, also what is just starting', async () => {
  const closing = createTestTools({}, { warm: 2 });
  closing.warm();
  const running = closing.javascript({ code: 'console.log(1); for (;;) {}', onProgress: () => void closing.close() });
  await expect(running).rejects.toThrow('closed');
  await closing.close();
  await expect(closing.javascript('1')).rejects.toThrow('closed');
  await untilNoGuest();
});
