import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderEnvExample } from './steps/check-env-example.ts';
import { ROOT } from './steps/run-command.ts';

writeFileSync(join(ROOT, '.env.example'), renderEnvExample());
