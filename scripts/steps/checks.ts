import { checkEnvExample } from './check-env-example.ts';
import { checkRepository } from './check-repository.ts';
import { runCommand } from './run-command.ts';

export type CheckResult = { name: string; ok: boolean; output: string; durationMs: number };

type Check = { name: string; run: () => Promise<{ ok: boolean; output: string }> };

async function commands(...lines: [string, ...string[]][]): Promise<{ ok: boolean; output: string }> {
  for (const [command, ...args] of lines) {
    const result = await runCommand(command, args, { timeoutMs: 1_200_000 });
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

const TYPES: Check = {
  name: 'types',
  // A fresh clone has neither next-env.d.ts nor the route types that tsconfig.json includes.
  run: () => commands(['next', 'typegen'], ['tsc', '--noEmit', '-p', '.']),
};

const OTHERS: Check[] = [
  { name: 'format and lint', run: () => commands(['biome', 'ci', '--colors=off', '--max-diagnostics=50']) },
  { name: 'import rules', run: () => commands(['depcruise', '--config', '.dependency-cruiser.mjs', ...SOURCES]) },
  { name: 'unused code', run: () => commands(['knip', '--no-progress']) },
  { name: '.env.example', run: () => findings(checkEnvExample) },
  { name: 'repository', run: () => findings(checkRepository) },
];

async function runCheck({ name, run }: Check): Promise<CheckResult> {
  const started = performance.now();
  const { ok, output } = await run();
  const durationMs = performance.now() - started;
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${(durationMs / 1000).toFixed(1)} s)`);
  if (!ok) console.log(output.trimEnd());
  return { name, ok, output, durationMs };
}

/** Runs all checks, also after a failure, and prints one line each. The types take one core for as long as all others take another. */
export async function runChecks(): Promise<CheckResult[]> {
  const types = runCheck(TYPES);
  const results: CheckResult[] = [];
  for (const check of OTHERS) results.push(await runCheck(check));
  return [await types, ...results];
}
