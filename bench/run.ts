import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { describeMachine, type Report, type ScenarioReport, toSection, writeReport } from './report.ts';
import type { Scenario } from './scenario.ts';
import { agentRun, manyRuns } from './scenarios/agent-run.ts';
import { firstToken } from './scenarios/first-token.ts';
import { frontOverhead } from './scenarios/front-overhead.ts';
import { heldStreams } from './scenarios/held-streams.ts';
import { ingest } from './scenarios/ingest.ts';
import { kill } from './scenarios/kill.ts';
import { postChat } from './scenarios/post-chat.ts';
import { resume } from './scenarios/resume.ts';
import { sandbox } from './scenarios/sandbox.ts';
import { search } from './scenarios/search.ts';
import { socket } from './scenarios/socket.ts';
import { nestedStop, stop } from './scenarios/stop.ts';
import { uploadMemory } from './scenarios/upload.ts';
import { voice } from './scenarios/voice.ts';
import { median } from './statistics.ts';
import { type Bench, startBench } from './system/start-bench.ts';

const SCENARIOS: readonly Scenario[] = [
  frontOverhead,
  firstToken,
  agentRun,
  manyRuns,
  postChat,
  socket,
  resume,
  stop,
  nestedStop,
  uploadMemory,
  ingest,
  heldStreams,
  kill,
  sandbox,
  search,
  voice,
];

const PAUSE_MS = 500;

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    quick: { type: 'boolean', default: false },
    full: { type: 'boolean', default: false },
    repetitions: { type: 'string' },
    write: { type: 'boolean', default: true },
  },
  allowNegative: true,
});

/** Measures all sides in turn, so that a change of the machine's mood meets all of them. */
async function runScenario(scenario: Scenario, bench: Bench, repetitions: number): Promise<ScenarioReport> {
  const { sides, stop: stopScenario } = await scenario.prepare(bench);
  const samples: ScenarioReport['samples'] = {};
  const problems: string[] = [];
  try {
    for (let repetition = 0; repetition < repetitions; repetition += 1) {
      for (const [side, measure] of Object.entries(sides)) {
        const sample = await measure();
        problems.push(...sample.problems.map((problem) => `${side}: ${problem}`));
        const metrics = samples[side] ?? {};
        samples[side] = metrics;
        for (const [metric, value] of Object.entries(sample.values)) metrics[metric] = [...(metrics[metric] ?? []), value];
        await sleep(PAUSE_MS);
      }
    }
  } finally {
    await stopScenario();
  }
  const rows = scenario.rows((side, metric) => median(samples[side]?.[metric] ?? []));
  return { name: scenario.name, title: scenario.title, repetitions, rows, samples, problems };
}

function choose(only: string): readonly Scenario[] {
  if (only === '') return SCENARIOS;
  const names = only.split(',');
  const unknown = names.filter((name) => !SCENARIOS.some((scenario) => scenario.name === name));
  if (unknown.length === 0) return SCENARIOS.filter((scenario) => names.includes(scenario.name));
  console.error(`no scenario ${unknown.join(', ')}; there are: ${SCENARIOS.map((scenario) => scenario.name).join(', ')}`);
  process.exit(2);
}

async function main(): Promise<void> {
  const chosen = choose(options.only);
  const repetitions = Number(options.repetitions ?? (options.quick ? 1 : 3));
  if (options.quick)
    console.log('quick: fewer runs and streams than the titles say, once, hardly warmed up; no numbers to quote\n');
  const bench = await startBench({ quick: options.quick, full: options.full });
  const report: Report = {
    date: new Date().toISOString(),
    node: process.versions.node,
    machine: describeMachine(),
    scenarios: [],
  };
  try {
    for (const scenario of chosen) {
      const result = await runScenario(scenario, bench, repetitions);
      report.scenarios.push(result);
      console.log(toSection(result));
    }
  } finally {
    await bench.stop();
  }
  const isComplete = chosen.length === SCENARIOS.length && !options.quick;
  if (isComplete && options.write) console.log(`written to ${await writeReport(report)}.{json,md}`);
  if (report.scenarios.some((scenario) => scenario.problems.length > 0)) process.exitCode = 1;
}

await main();
