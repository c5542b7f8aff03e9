import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findMissingOptionals, type LockFile } from './lock-file.ts';
import { ROOT } from './run-command.ts';

const REGISTRY_HOST = /\bregistry\.[a-z0-9-]+\.[a-z]{2,}/i;
/** Homes inside an image and inside the Python sandbox belong to no machine. */
const MACHINE_PATH = /(?:^|[\s"'`(=:])\/(?:work|home|root|Users|mnt|media)\/(?!(?:node|pyodide)\b)[\w.-]+/m;
const EXACT_VERSION = /^\d+\.\d+\.\d+(?:-[\w.]+)?$/;

function trackedFiles(): string[] {
  return execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' })
    .split('\0')
    .filter((file) => file !== '');
}

/** Texts of others, as they were published. */
const FOREIGN = /^bench\/retrieval\/corpus\//;

/** `null` for a binary file, and for one that git still lists but that is gone. */
function readText(file: string): string | null {
  try {
    const text = readFileSync(join(ROOT, file), 'utf8');
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}

/** Nothing that ties the project to one machine or to one package source. */
export function findMachineTies(files: { file: string; text: string }[]): string[] {
  return files.flatMap(({ file, text }) => {
    const registry = REGISTRY_HOST.exec(text);
    const path = MACHINE_PATH.exec(text);
    return [
      ...(registry ? [`${file}: names a package registry: ${registry[0]}`] : []),
      ...(path ? [`${file}: names a path of one machine: ${path[0].trim()}`] : []),
    ];
  });
}

type Manifest = Partial<Record<'dependencies' | 'devDependencies' | 'optionalDependencies', Record<string, string>>>;

export function findLooseVersions(manifest: Manifest): string[] {
  return Object.entries({ ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies })
    .filter(([, version]) => !EXACT_VERSION.test(version))
    .map(([name, version]) => `package.json: ${name} is not pinned exactly: ${version}`);
}

/** Every package has its reason in docs/dependencies.md, and nothing else is listed there. */
export function findUnexplained(manifest: Manifest, document: string): string[] {
  const used = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
  const rows = document.split('\n').filter((line) => line.startsWith('| `'));
  const listed = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ''));
  return [
    ...used.filter((name) => !listed.includes(name)).map((name) => `docs/dependencies.md: ${name} has no reason`),
    ...listed.filter((name) => !used.includes(name)).map((name) => `docs/dependencies.md: ${name} is not a dependency`),
  ];
}

export function findResolvedUrls(lock: LockFile): string[] {
  return Object.entries(lock.packages)
    .filter(([, entry]) => entry.resolved !== undefined)
    .map(([name]) => `package-lock.json: ${name} has a resolved URL`);
}

export function checkRepository(): string[] {
  const files = trackedFiles()
    .filter((file) => !FOREIGN.test(file))
    .flatMap((file) => {
      const text = file === 'package-lock.json' ? null : readText(file);
      return text === null ? [] : [{ file, text }];
    });
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as LockFile;
  const missing = findMissingOptionals(lock).map(({ name }) => `package-lock.json: lacks ${name}: run \`npm run complete-lock\``);
  const unexplained = findUnexplained(manifest, readText('docs/dependencies.md') ?? '');
  return [...findMachineTies(files), ...findLooseVersions(manifest), ...unexplained, ...findResolvedUrls(lock), ...missing];
}
