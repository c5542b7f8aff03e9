import { findChromium } from '../../e2e/harness/chromium.ts';
import { hasRecogniser } from '../../e2e/standins/deepgram/recogniser.ts';
import { runCommand } from '../steps/run-command.ts';
import { getPostgres } from './postgres.ts';
import { IS_ROOT, onPath, postgresBin } from './programs.ts';
import { getRedis } from './redis.ts';

export type Prerequisites = {
  /** For the test processes. */
  env: Record<string, string>;
  /** What could not be had, in words. */
  leftOut: string[];
  stop: () => Promise<void>;
};

/** As root on a Debian-like machine (that is: in a CI container) what is missing is installed. */
async function installMissing(): Promise<void> {
  const missing = [
    ...(findChromium() ? [] : ['chromium']),
    ...(postgresBin('initdb') ? [] : ['postgresql']),
    ...(onPath('redis-server') ? [] : ['redis-server']),
    ...(hasRecogniser() ? [] : ['pocketsphinx-en-us', 'python3-pocketsphinx']),
    ...(onPath('ffmpeg') ? [] : ['ffmpeg']),
    ...(onPath('promtool') ? [] : ['prometheus']),
  ];
  if (missing.length === 0 || !IS_ROOT || !onPath('apt-get')) return;
  console.log(`installing ${missing.join(', ')}`);
  await aptGet(['update', '-q'], 120_000);
  for (const name of missing) await aptGet(['install', '-q', '-y', '--no-install-recommends', name], 300_000);
}

/** A mirror that is away for a moment, or another `apt-get` at work, is no fault of the project. */
async function aptGet(args: string[], timeoutMs: number): Promise<void> {
  const patient = ['-o', 'Acquire::Retries=3', '-o', 'DPkg::Lock::Timeout=120', ...args];
  for (const attempt of [1, 2]) {
    const { code } = await runCommand('apt-get', patient, { env: { DEBIAN_FRONTEND: 'noninteractive' }, timeoutMs });
    if (code === 0) return;
    console.log(`apt-get ${args.join(' ')} failed${attempt === 1 ? '; tried once more' : ''}`);
  }
}

async function getChromium(leftOut: string[]): Promise<Record<string, string>> {
  const found = findChromium();
  if (found) return { CHROMIUM_PATH: found };
  const installed = await runCommand('playwright', ['install', 'chromium'], { timeoutMs: 300_000 });
  if (installed.code !== 0) leftOut.push('browser tests: no Chromium, and Playwright could not fetch one');
  return {};
}

/** Gets the tests what they need besides npm: a browser, PostgreSQL with pgvector, Redis, ears for the speech stand-in, a judge of metrics. What runs already is used as it is. */
export async function getPrerequisites(): Promise<Prerequisites> {
  const leftOut: string[] = [];
  await installMissing();
  if (!hasRecogniser() || !onPath('ffmpeg')) {
    leftOut.push("speech tests: they need Debian's pocketsphinx-en-us, python3-pocketsphinx and ffmpeg");
  }
  if (!onPath('promtool')) leftOut.push("promtool's judgement of the metrics: it comes with Debian's prometheus");
  const chromium = await getChromium(leftOut);
  const [postgres, redis] = [await getPostgres(leftOut), await getRedis(leftOut)];
  return {
    env: { ...chromium, ...postgres.env, ...redis.env },
    leftOut,
    stop: async () => {
      await postgres.stop();
      await redis.stop();
    },
  };
}
