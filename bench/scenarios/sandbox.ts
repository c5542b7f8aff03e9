import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { silentLogger } from '../../orchestrator/core/logger.ts';
import type { Tool } from '../../orchestrator/core/tool.ts';
import { type CodeTools, createCodeTools } from '../../orchestrator/tools/code/create-code-tools.ts';
import { monotonicMs } from '../clock.ts';
import { atMost, type Row, type Sample, type Scenario } from '../scenario.ts';
import { median } from '../statistics.ts';
import type { Bench } from '../system/start-bench.ts';

const LANGUAGES = ['javascript', 'python'] as const;
const MEGABYTE = 2 ** 20;
/** In which a process that waits has become ready, also on a busy machine. */
const WARM_UP_MS = 4_000;

const CONTEXT = {
  ownerId: 'own_bench',
  conversationId: 'conv_bench',
  runId: 'run_bench',
  callId: 'call_bench',
  nowMs: 0,
  fileIds: [],
  earlierFileIds: [],
  progress: () => {},
  addSource: () => 1,
  saveArtifact: async () => ({ fileId: 'file_bench' }),
};

function createTools(cacheDirectory: string, warm: number): CodeTools {
  return createCodeTools({
    warm,
    maxConcurrent: 4,
    memoryBytes: 256 * MEGABYTE,
    cacheDirectory,
    files: { get: async () => null },
    blobs: { read: async () => null },
    log: silentLogger,
  });
}

async function onePlusOne(tools: CodeTools, language: string): Promise<{ durationMs: number; problem: string }> {
  const tool = tools.tools.find(({ name }) => name === `run_${language}`) as Tool;
  const args = tool.parameters.parse({ code: '1 + 1', file_ids: null, timeout_seconds: null });
  const startedAt = monotonicMs();
  const { output } = await tool.execute(args, { ...CONTEXT, signal: new AbortController().signal });
  const durationMs = monotonicMs() - startedAt;
  return { durationMs, problem: output === '{"value":"2"}' ? '' : `1 + 1 gave ${output}` };
}

/** `wait`: a process that waits is ready; else every program starts its own. */
async function measure(tools: CodeTools, times: number, wait: boolean): Promise<Sample> {
  const sample: Sample = { values: {}, problems: [] };
  for (const language of LANGUAGES) {
    const durations: number[] = [];
    for (let time = 0; time < times; time += 1) {
      if (wait) await sleep(WARM_UP_MS);
      const { durationMs, problem } = await onePlusOne(tools, language);
      durations.push(durationMs);
      if (problem !== '') sample.problems.push(`${language}: ${problem}`);
    }
    sample.values[language] = median(durations);
  }
  return sample;
}

export const sandbox: Scenario = {
  name: 'sandbox',
  title: 'Sandbox: 1 + 1 from the call of the tool to its result',
  async prepare(bench: Bench) {
    const cacheDirectory = await mkdtemp(join(tmpdir(), 'bench-sandbox-'));
    const pooled = createTools(cacheDirectory, 1);
    const unpooled = createTools(cacheDirectory, 0);
    // The first one makes the snapshot of the interpreter.
    for (const language of LANGUAGES) await onePlusOne(unpooled, language);
    pooled.warm();
    const times = bench.quick ? 2 : 5;
    return {
      sides: { cold: () => measure(unpooled, times, false), warm: () => measure(pooled, times, true) },
      async stop() {
        await Promise.all([pooled.close(), unpooled.close()]);
        await rm(cacheDirectory, { recursive: true, force: true });
      },
    };
  },
  rows: (medianOf) =>
    LANGUAGES.flatMap((language): Row[] => {
      const warm = medianOf('warm', language);
      return [
        { what: `${language}, process waiting: start and round trip`, unit: 'ms', value: warm, goal: atMost(20, 'ms', warm) },
        { what: `${language}, process started for it`, unit: 'ms', value: medianOf('cold', language) },
      ];
    }),
};
