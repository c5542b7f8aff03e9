import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { completeLock, type LockFile } from './steps/lock-file.ts';
import { ROOT } from './steps/run-command.ts';

const file = join(ROOT, 'package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8')) as LockFile;
writeFileSync(file, `${JSON.stringify(completeLock(lock), null, 2)}\n`);
