import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Python } from './load-python.ts';

/** Where `zoneinfo` looks by default. */
const DIRECTORY = '/usr/share/zoneinfo';

type TimeZones = { version: string; zones: Record<string, string> };

/** Gives the interpreter the files of time zones that every Unix has and Pyodide has not. */
export function addTimeZones(python: Python): void {
  const { zones } = JSON.parse(
    gunzipSync(readFileSync(new URL('./time-zones.json.gz', import.meta.url))).toString(),
  ) as TimeZones;
  const made = new Set<string>();
  for (const [name, data] of Object.entries(zones)) {
    const path = `${DIRECTORY}/${name}`;
    const folder = path.slice(0, path.lastIndexOf('/'));
    if (!made.has(folder)) python.FS.mkdirTree(folder);
    made.add(folder);
    python.FS.writeFile(path, Buffer.from(data, 'base64'));
  }
}
