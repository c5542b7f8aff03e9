/**
 * Builds pgvector for the newest PostgreSQL server of this machine and installs it, so that the tests run with real vectors.
 * For Debian, as root; quick when it is there already. Debian 12 has no package of it, but its source is in the next release.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { IS_ROOT, postgresBin } from './test/programs.ts';

const SOURCE_SUITE = 'trixie';

function fail(reason: string): never {
  console.error(reason);
  process.exit(1);
}

function run(command: string, args: string[], cwd?: string): void {
  execFileSync(command, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    ...(cwd === undefined ? {} : { cwd }),
  });
}

/** The Debian mirror that this machine is set up with. */
function configuredMirror(): string {
  const folder = '/etc/apt/sources.list.d';
  const files = ['/etc/apt/sources.list', ...(existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [])];
  const text = files.map((file) => (existsSync(file) ? readFileSync(file, 'utf8') : '')).join('\n');
  return /\bhttps?:\/\/\S+\/debian\/?(?=\s|$)/.exec(text)?.[0] ?? fail('no Debian mirror is configured');
}

/** Sources and lists of their own: the machine's configuration stays as it is. */
function fetchSource(folder: string): string {
  const sources = join(folder, 'sources.list');
  const lists = join(folder, 'lists');
  mkdirSync(join(lists, 'partial'), { recursive: true });
  const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
  writeFileSync(sources, `deb-src [signed-by=${keyring}] ${configuredMirror()} ${SOURCE_SUITE} main\n`);
  const options = [
    `Dir::Etc::SourceList=${sources}`,
    'Dir::Etc::SourceParts=-',
    `Dir::State::Lists=${lists}`,
    'APT::Sandbox::User=root',
  ];
  const flags = options.flatMap((option) => ['-o', option]);
  run('apt-get', [...flags, 'update', '-qq']);
  run('apt-get', [...flags, 'source', '-qq', 'pgvector'], folder);
  const name = readdirSync(folder, { withFileTypes: true }).find(
    (entry) => entry.isDirectory() && entry.name.startsWith('pgvector-'),
  )?.name;
  return name === undefined ? fail('the source of pgvector did not arrive') : join(folder, name);
}

const server = postgresBin('postgres') ?? fail('no PostgreSQL server on this machine');
const pgConfig = join(dirname(server), 'pg_config');
const version = /\d+/.exec(execFileSync(server, ['--version'], { encoding: 'utf8' }))?.[0];
const control = `/usr/share/postgresql/${version}/extension/vector.control`;

if (!existsSync(control)) {
  if (!IS_ROOT) fail('pgvector is not installed; run this as root, or install it by hand');
  if (!existsSync('/usr/bin/apt-get')) fail('pgvector is not installed, and this is no Debian; install it by hand');
  const folder = mkdtempSync(join(tmpdir(), 'pgvector-'));
  try {
    run('apt-get', ['update', '-qq']);
    run('apt-get', [
      'install',
      '-qq',
      '-y',
      '--no-install-recommends',
      'build-essential',
      'dpkg-dev',
      `postgresql-server-dev-${version}`,
    ]);
    const source = fetchSource(folder);
    // No instructions of this very processor: the files may be copied into an image. No bitcode: it needs clang.
    run('make', ['-s', '-j2', `PG_CONFIG=${pgConfig}`, 'OPTFLAGS=', 'with_llvm=no'], source);
    run('make', ['-s', 'install', `PG_CONFIG=${pgConfig}`, 'with_llvm=no'], source);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
console.log(`pgvector is installed for PostgreSQL ${version}`);
