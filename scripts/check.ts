import { runChecks } from './steps/checks.ts';

const failed = (await runChecks()).filter((result) => !result.ok);
console.log(failed.length === 0 ? 'all checks passed' : `failed: ${failed.map((result) => result.name).join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
