import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestTools } from './fixtures/test-tools.ts';
import { guestArguments } from './sandbox/start-guest.ts';

const run = promisify(execFile);
const tools = createTestTools();
let outside: Server;
let port: number;
let connections = 0;

beforeAll(async () => {
  outside = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  outside.listen(0, '127.0.0.1');
  await once(outside, 'listening');
  ({ port } = outside.address() as AddressInfo);
});
afterAll(async () => {
  await tools.close();
  outside.close();
});

/** Python that runs each attempt and says which ones did not fail. */
function attempt(attempts: readonly string[]): string {
  return `
import asyncio
reached = []
for code in ${JSON.stringify(attempts)}:
    try:
        names = {}
        exec(code, names)
        if names.get('done') is not False: reached.append(code)
    except BaseException as error:
        pass
reached`;
}

describe('Python', () => {
  it('reaches no network', async () => {
    const { report } = await tools.python(
      attempt([
        `import urllib.request; urllib.request.urlopen('http://127.0.0.1:${port}/', timeout=2).read()`,
        `import http.client; http.client.HTTPConnection('127.0.0.1', ${port}, timeout=2).request('GET', '/')`,
        `import socket; socket.create_connection(('127.0.0.1', ${port}), timeout=2).sendall(b'x')`,
        `import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.sendto(b'x', ('127.0.0.1', ${port}))`,
        `import asyncio; asyncio.run(asyncio.open_connection('127.0.0.1', ${port}))`,
        `import pyodide.http; pyodide.http.open_url('http://127.0.0.1:${port}/')`,
        `from pyodide.http import pyfetch`,
        `import micropip`,
      ]),
    );
    expect(report.value).toBe('[]');
    expect(connections).toBe(0);
  });

  it('reaches no JavaScript', async () => {
    const { report } = await tools.python(
      attempt([
        'import js',
        'import pyodide_js',
        'from pyodide_js import _api',
        'import pyodide.code; pyodide.code.run_js("1")',
        'from pyodide.ffi import run_sync',
        'import _pyodide_core',
        'from _pyodide import _base',
        'import ctypes',
        'import importlib; importlib.import_module("js")',
        'import importlib.util; done = importlib.util.find_spec("pyodide") is not None',
        'import sys; done = any(name.split(".")[0] in ("js", "pyodide", "pyodide_js", "_pyodide_core") for name in sys.modules)',
        'import sys; sys.modules["pyodide"].code.run_js("1")',
      ]),
    );
    expect(report.value).toBe('[]');
  });

  it('reaches no process and no file of the host', async () => {
    const { report } = await tools.python(
      attempt([
        'import subprocess; subprocess.run(["ls"])',
        'import os; os.system("ls")',
        'import os; os.popen("ls").read()',
        'import os; os.fork()',
        'import os; os.execv("/bin/ls", ["ls"])',
        'import os; os.posix_spawn("/bin/ls", ["ls"], {})',
        'import multiprocessing; p = multiprocessing.Process(target=print); p.start()',
        'import threading; threading.Thread(target=print).start()',
        'open("/etc/passwd").read()',
        'open("/proc/self/environ").read()',
        `open(${JSON.stringify(import.meta.filename)}).read()`,
      ]),
    );
    expect(report.value).toBe('[]');
    const { report: guessed } = await tools.python('import os\nos.kill(os.getppid(), 9)\n"still here"');
    expect(guessed.error ?? guessed.value).toBeDefined();
  });

  it('knows nothing of the environment of the host', async () => {
    const { report } = await tools.python(
      'import os, sys\nprint([item for item in vars(sys).items() if isinstance(item[1], (str, list, tuple))])\nsorted(os.environ.items())',
    );
    expect(report.value).toBe("[('HOME', '/home/pyodide'), ('LANG', 'en_US.UTF-8')]");
    expect(report.stdout).not.toContain('orchestrator');
  });

  it('shows itself alone in its file system', async () => {
    const { report } = await tools.python('import os\nsorted(os.listdir("/"))');
    expect(report.value).toBe("['dev', 'home', 'lib', 'proc', 'tmp', 'usr']");
  });
});

describe('JavaScript', () => {
  it('has nothing of Node, the browser or the host', async () => {
    const names = [
      'process',
      'require',
      'module',
      'fetch',
      'WebSocket',
      'XMLHttpRequest',
      'Buffer',
      'Deno',
      'Bun',
      'std',
      'os',
      'scriptArgs',
      'host',
      'document',
      'window',
    ];
    const { report } = await tools.javascript(
      `${JSON.stringify(names)}.filter((name) => name in globalThis || typeof (0, eval)('typeof ' + name + ' === "undefined" ? undefined : 1') === 'number')`,
    );
    expect(report.value).toBe('[]');
  });

  it('cannot import', async () => {
    for (const name of ['node:fs', 'fs', 'http://127.0.0.1:1/x.js', './prelude.js', 'std']) {
      expect((await tools.javascript(`await import(${JSON.stringify(name)})`)).report.error).toBeDefined();
    }
    expect((await tools.javascript('import fs from "node:fs"; fs')).report.error?.type).toBe('ModuleNotFound');
  });

  it('does not get out through constructors, prototypes or errors of what it is given', async () => {
    const { report } = await tools.javascript(`
      const found = [];
      const roots = [console.log, files.read, files.write, setTimeout, globalThis];
      for (const root of roots) {
        for (const make of [root.constructor, root.constructor?.constructor]) {
          try { if (make('return typeof process + typeof require')() !== 'undefinedundefined') found.push(String(root)); } catch {}
        }
      }
      Object.prototype.constructor = function () { found.push('called'); };
      Array.prototype.map = () => { throw new Error('poisoned'); };
      try { files.read({ toString() { throw new Error('x'); } }); } catch (error) { if (error.stack.includes('node:') || error.stack.includes('file:')) found.push(error.stack); }
      found.length`);
    expect(report.value ?? report.error?.message).toMatch(/^(0|poisoned)$/);
  });

  it('keeps poisoned values to itself', async () => {
    const { report } = await tools.javascript(`
      const trap = new Proxy({}, { get() { throw new Error('trapped'); }, ownKeys() { throw new Error('trapped'); } });
      throw trap`);
    expect(report.error).toBeDefined();
    const named = await tools.javascript(
      'const e = new Error("m"); Object.defineProperty(e, "stack", { get() { for (;;) {} } }); files.write("../../x.txt", "y"); throw { name: {}, message: 7, stack: 1 }',
    );
    expect(named.report.error).toMatchObject({ line: null });
    expect(named.artifacts).toEqual([{ name: '..-..-x.txt', mimeType: 'text/plain', text: 'y' }]);
  });
});

it('code that got out of its interpreter still reaches nothing', async () => {
  const program = {
    entry: new URL('./fixtures/escape-attempts.ts', import.meta.url),
    reads: [new URL('./fixtures/', import.meta.url).pathname],
  };
  const { stdout } = await run(process.execPath, [...guestArguments(program), String(port)], { env: { NODE_ENV: 'production' } });
  expect(JSON.parse(stdout)).toEqual({ attempts: 25, reached: [] });
  expect(connections).toBe(0);
});

it('Node itself keeps a guest from files, processes and bindings, doors closed or not', async () => {
  const code = `
    const tries = {
      read: () => require('node:fs').readFileSync('/etc/passwd'),
      write: () => require('node:fs').writeFileSync('/tmp/escaped', 'x'),
      spawn: () => require('node:child_process').execSync('ls'),
      binding: () => process.binding('tcp_wrap'),
      inspector: () => require('node:inspector').open(0),
    };
    console.log(JSON.stringify(Object.keys(tries).filter((name) => { try { tries[name](); return true; } catch { return false; } })));`;
  const flags = guestArguments({ entry: new URL('./guest/python.ts', import.meta.url), reads: [] }).slice(0, -1);
  const { stdout } = await run(process.execPath, [...flags, '-e', code], { env: { NODE_ENV: 'production' } });
  expect(JSON.parse(stdout)).toEqual([]);
  await expect(readFile('/tmp/escaped')).rejects.toThrow('ENOENT');
});
