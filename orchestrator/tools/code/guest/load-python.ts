import { constants, readFileSync } from 'node:fs';
import { loadPyodide } from 'pyodide';

export type Python = Awaited<ReturnType<typeof loadPyodide>>;

function readModule(name: string): string {
  return readFileSync(new URL(`./${name}.py`, import.meta.url), 'utf8');
}

/** Pyodide asks for these numbers when it starts, in a way that the permissions of this process forbid. */
function provideConstants(): void {
  Object.assign(process, { binding: () => ({ fs: constants }) });
}

/** The interpreter as a snapshot restores it, which takes a sixth of the time of a full start. */
export function restorePython(snapshot: Uint8Array): Promise<Python> {
  provideConstants();
  return loadPyodide({ _loadSnapshot: snapshot });
}

/** The interpreter with our modules in it, ready for a snapshot. */
export async function loadPython(): Promise<Python> {
  provideConstants();
  const python = await loadPyodide({ _makeSnapshot: true });
  python.globals.set('source', readModule('runner'));
  python.runPython(`
import sys, types
runner = sys.modules['_runner'] = types.ModuleType('_runner')
exec(compile(source, 'runner.py', 'exec'), runner.__dict__)
`);
  python.globals.set('source', readModule('plot'));
  python.runPython("runner.add_module('plot', source)\ndel runner, source, sys, types");
  return python;
}
