import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';

/**
 * Makes the time zones of the Python sandbox from the IANA database (public domain), with `zic`:
 * `node scripts/make-time-zones.ts [tzdata.zi]`. Run it when a new version of the database is out.
 */
const OUTPUT = new URL('../orchestrator/tools/code/guest/time-zones.json.gz', import.meta.url);
const source = process.argv[2] ?? '/usr/share/zoneinfo/tzdata.zi';
const directory = mkdtempSync(join(tmpdir(), 'time-zones-'));
try {
  execFileSync('zic', ['-b', 'slim', '-d', directory, source]);
  const version = /^# version (\S+)/.exec(readFileSync(source, 'utf8'))?.[1] ?? 'unknown';
  const zones: Record<string, string> = {};
  for (const name of readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort()) {
    const path = join(directory, name);
    if (statSync(path).isFile()) zones[relative(directory, path)] = readFileSync(path).toString('base64');
  }
  writeFileSync(OUTPUT, gzipSync(JSON.stringify({ version, zones }), { level: 9 }));
  console.log(`${Object.keys(zones).length} time zones of version ${version}`);
} finally {
  rmSync(directory, { recursive: true });
}
