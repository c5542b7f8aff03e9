import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { arch, cpus, platform, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Row } from './scenario.ts';

export type ScenarioReport = {
  name: string;
  title: string;
  repetitions: number;
  rows: Row[];
  /** Every measured value: side → metric → one value a repetition. */
  samples: Record<string, Record<string, number[]>>;
  problems: string[];
};

export type Report = { date: string; node: string; machine: string; scenarios: ScenarioReport[] };

export function describeMachine(): string {
  const processors = cpus();
  return `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB, ${platform()} ${arch()}`;
}

function round(value: number): string {
  if (Number.isNaN(value)) return '–';
  const digits = Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0;
  return String(Number(value.toFixed(digits)));
}

function withUnit(value: number, unit: string): string {
  return `${round(value)} ${unit}`.trim();
}

function toCells({ what, unit, value, control, goal }: Row): string[] {
  return [
    what,
    withUnit(value, unit),
    control === undefined ? '' : withUnit(control, unit),
    control === undefined || control === 0 ? '' : `${round(value / control)} ×`,
    goal?.text ?? '',
    goal ? (goal.met ? 'yes' : 'NO') : '',
  ];
}

const HEAD = ['what', 'product', 'control', 'ratio', 'goal', 'met'];

/** A Markdown table with aligned columns, readable as plain text too. */
export function toTable(rows: readonly Row[]): string {
  const lines = [HEAD, ...rows.map(toCells)];
  const widths = HEAD.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const toLine = (cells: string[]): string => `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [toLine(HEAD), rule, ...lines.slice(1).map(toLine)].join('\n');
}

export function toSection(scenario: ScenarioReport): string {
  const problems = scenario.problems.map((problem) => `- WRONG: ${problem}`);
  return [`### ${scenario.title}`, '', toTable(scenario.rows), ...(problems.length > 0 ? ['', ...problems] : []), ''].join('\n');
}

function toMarkdown(report: Report): string {
  const repetitions = Math.max(...report.scenarios.map((scenario) => scenario.repetitions));
  const head = `Taken ${report.date.slice(0, 10)} with Node ${report.node}; ${report.machine}; medians of ${repetitions} repetitions.\n`;
  return [head, ...report.scenarios.map(toSection)].join('\n');
}

const PAGE = join(import.meta.dirname, '../docs/performance.md');
const PLACE = /(?<=<!-- results -->\n)[\s\S]*(?=<!-- end of results -->)/;

/** Writes the report as JSON with every sample and as Markdown, also into the documentation; gives the path without ending. */
export async function writeReport(report: Report): Promise<string> {
  const folder = join(import.meta.dirname, 'results');
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${report.date.slice(0, 10)}-node${report.node}`);
  const markdown = toMarkdown(report);
  await writeFile(`${path}.json`, `${JSON.stringify(report, null, 2)}\n`);
  await writeFile(`${path}.md`, `# Benchmark\n\n${markdown}`);
  await writeFile(
    PAGE,
    (await readFile(PAGE, 'utf8')).replace(PLACE, () => `\n${markdown}\n`),
  );
  return path;
}
