import { checkEnvExample } from './check-env-example.ts';
import { checkRepository } from './check-repository.ts';
import { runCommand } from './run-command.ts';

export type CheckResult = { name: string; ok: boolean; output: string; durationMs: number };

type Check = { name: string; run: () => Promise<{ ok: boolean; output: string }> };

async function commands(...lines: [string, ...string[]][]): Promise<{ ok: boolean; output: string }> {
  for (const [command, ...args] of lines) {
    const result = await runCommand(command, args, { timeoutMs: 300_000 });
    if (result.code !== 0) return { ok: false, output: result.timedOut ? `${result.output}\n(timed out)` : result.output };
  }
  return { ok: true, output: '' };
}

async function findings(find: () => string[] | Promise<string[]>): Promise<{ ok: boolean; output: string }> {
  try {
    const found = await find();
    return { ok: found.length === 0, output: found.join('\n') };
  } catch (error) {
    return { ok: false, output: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

const SOURCES = ['lib', 'components', 'app', 'orchestrator', 'server.ts', 'scripts', 'bench', 'e2e', 'deploy'];

const CHECKS: Check[] = [
  // A fresh clone has neither next-env.d.ts nor the route types that tsconfig.json includes.
  { name: 'types', run: () => commands(['next', 'typegen'], ['tsc', '--noEmit', '-p', '.']) },
  { name: 'format and lint', run: () => commands(['biome', 'ci', '--colors=off', '--max-diagnostics=50']) },
  { name: 'import rules', run: () => commands(['depcruise', '--config', '.dependency-cruiser.mjs', ...SOURCES]) },
  { name: 'unused code', run: () => commands(['knip', '--no-progress']) },
  { name: '.env.example', run: () => findings(checkEnvExample) },
  { name: 'repository', run: () => findings(checkRepository) },
];

/** Runs all checks, also after a failure, and prints one line each. */
export async function runChecks(): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of CHECKS) {
    const started = performance.now();
    const result = { name: check.name, durationMs: 0, ...(await check.run()) };
    result.durationMs = performance.now() - started;
    results.push(result);
    console.log(`${result.ok ? 'ok    ' : 'FAILED'} ${result.name} (${(result.durationMs / 1000).toFixed(1)} s)`);
    if (!result.ok) console.log(result.output.trimEnd());
  }
  return results;
}
