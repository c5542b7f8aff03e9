import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { runChecks } from './steps/checks.ts';
import { ROOT, runCommand } from './steps/run-command.ts';
import { getPrerequisites } from './test/prerequisites.ts';
import { readPlaywright, readVitest, type Tally } from './test/results.ts';

const RESULTS = join(ROOT, 'test-results');
const TOTAL_MS = 20 * 60_000;
const started = performance.now();

/** The whole suite ends in 20 minutes, whatever hangs. */
const remainingMs = (): number => Math.max(1000, TOTAL_MS - (performance.now() - started));

type Stage = { name: string; run: () => Promise<Tally> };

const one = (ok: boolean, name: string): Tally => ({
  passed: ok ? 1 : 0,
  failed: ok ? 0 : 1,
  skipped: 0,
  failures: ok ? [] : [name],
});

async function checks(): Promise<Tally> {
  const results = await runChecks();
  const failures = results.filter((result) => !result.ok).map((result) => result.name);
  return { passed: results.length - failures.length, failed: failures.length, skipped: 0, failures };
}

async function build(): Promise<Tally> {
  const result = await runCommand('npm', ['run', '--silent', 'build'], {
    timeoutMs: remainingMs(),
    logFile: join(RESULTS, 'build.log'),
  });
  if (result.code !== 0) console.log(result.output.slice(-4000));
  return one(result.code === 0, 'build');
}

async function suite(
  name: string,
  command: string,
  args: string[],
  env: Record<string, string>,
  read: () => Tally,
): Promise<Tally> {
  const result = await runCommand(command, args, { env, timeoutMs: remainingMs(), logFile: join(RESULTS, `${name}.log`) });
  const tally = read();
  if (result.timedOut) tally.failures.push(`${name} took too long`);
  else if (result.code !== 0 && tally.failed === 0) tally.failures.push(`${name} ended with code ${result.code}`);
  tally.failed = tally.failures.length;
  if (tally.failed > 0) console.log(result.output.slice(-8000));
  return tally;
}

function vitest(project: string, env: Record<string, string>): Promise<Tally> {
  const file = join(RESULTS, `${project}.json`);
  const args = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  return suite(project, 'vitest', args, env, () => readVitest(file));
}

function browser(env: Record<string, string>): Promise<Tally> {
  return suite('browser', 'playwright', ['test'], env, () => readPlaywright(join(RESULTS, 'playwright.json')));
}

rmSync(RESULTS, { recursive: true, force: true });
const prerequisites = await getPrerequisites();
const { env } = prerequisites;
const stages: Stage[] = [
  { name: 'check', run: checks },
  { name: 'build', run: build },
  { name: 'unit tests', run: () => vitest('unit', env) },
  { name: 'product tests', run: () => vitest('product', env) },
  { name: 'browser tests', run: () => browser(env) },
];

let [passed, failed, skipped] = [0, 0, 0];
for (const stage of stages) {
  const from = performance.now();
  console.log(`\n== ${stage.name}`);
  const tally = await stage.run();
  passed += tally.passed;
  failed += tally.failed;
  skipped += tally.skipped;
  for (const failure of tally.failures) console.log(`FAILED ${failure}`);
  console.log(
    `${stage.name}: ${tally.passed} passed, ${tally.failed} failed in ${((performance.now() - from) / 1000).toFixed(0)} s`,
  );
}
await prerequisites.stop();

console.log(`\nlogs: test-results/ · ${((performance.now() - started) / 60_000).toFixed(1)} min`);
if (skipped > 0) console.log(`skipped: ${skipped}`);
for (const what of prerequisites.leftOut) console.log(`LEFT OUT ${what}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
