import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { runChecks } from './steps/checks.ts';
import { runCommand } from './steps/run-command.ts';
import { getPrerequisites } from './test/prerequisites.ts';
import { RESULTS, runSuite, type SuiteName, type Tally } from './test/run-suite.ts';

const TOTAL_MS = 70 * 60_000;
const started = performance.now();

/** The whole suite ends in 70 minutes, whatever hangs. */
const remainingMs = (): number => Math.max(1000, TOTAL_MS - (performance.now() - started));

type Stage = { name: string; run: () => Promise<Tally> };

async function checks(): Promise<Tally> {
  const results = await runChecks();
  const failures = results.filter((result) => !result.ok).map((result) => result.name);
  return { passed: results.length - failures.length, skipped: 0, failures, flaky: [] };
}

async function build(): Promise<Tally> {
  const result = await runCommand('npm', ['run', '--silent', 'build'], {
    timeoutMs: remainingMs(),
    logFile: join(RESULTS, 'build.log'),
  });
  const ok = result.code === 0;
  if (!ok) console.log(result.output.slice(-4000));
  return { passed: ok ? 1 : 0, skipped: 0, failures: ok ? [] : ['build'], flaky: [] };
}

rmSync(RESULTS, { recursive: true, force: true });
// What has to be installed is, while the checks and the build are at work.
const preparing = getPrerequisites();
// Told where it is waited for; until then nobody else may be the one to end this process.
preparing.catch(() => {});
const suite = (name: SuiteName): Stage => ({
  name: `${name} tests`,
  run: async () => runSuite(name, { env: (await preparing).env, remainingMs }),
});
const stages: Stage[] = [
  { name: 'check', run: checks },
  { name: 'build', run: build },
  suite('unit'),
  suite('product'),
  suite('browser'),
  suite('voice'),
];

let [passed, failed, skipped, flaky] = [0, 0, 0, 0];
for (const stage of stages) {
  const from = performance.now();
  console.log(`\n== ${stage.name}`);
  const tally = await stage.run();
  passed += tally.passed;
  failed += tally.failures.length;
  skipped += tally.skipped;
  flaky += tally.flaky.length;
  for (const test of tally.flaky) console.log(`FLAKY ${test}`);
  for (const failure of tally.failures) console.log(`FAILED ${failure}`);
  const seconds = ((performance.now() - from) / 1000).toFixed(0);
  console.log(`${stage.name}: ${tally.passed} passed, ${tally.failures.length} failed in ${seconds} s`);
}
const prerequisites = await preparing;
await prerequisites.stop();

console.log(`\nlogs: test-results/ · ${((performance.now() - started) / 60_000).toFixed(1)} min`);
if (skipped > 0) console.log(`skipped: ${skipped}`);
for (const what of prerequisites.leftOut) console.log(`LEFT OUT ${what}`);
if (flaky > 0) console.log(`flaky: ${flaky} (passed in a second run)`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
