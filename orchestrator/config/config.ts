import type { z } from 'zod';
import { toEngine, toSandbox } from './agents.ts';
import { ConfigError } from './config-error.ts';
import { environment } from './environment.ts';
import { toBlobs, toFiles, toUploads } from './files.ts';
import { toModels } from './models.ts';
import { toRuns } from './runs.ts';
import { toKnowledge, toSearch } from './search.ts';
import { toHttp, toService } from './service.ts';
import { toSpeech } from './speech.ts';
import { toWeb } from './web.ts';

function toConfig(env: z.infer<typeof environment>) {
  return {
    ...toService(env),
    http: { ...toHttp(env), uploads: toUploads(env) },
    models: toModels(env, [env.PORT, env.ORCHESTRATOR_PORT]),
    engine: toEngine(env),
    sandbox: toSandbox(env, env.DATA_DIR),
    approvalExpiryMs: env.APPROVAL_EXPIRY_MS,
    runs: toRuns(env),
    web: toWeb(env),
    speech: toSpeech(env),
    blobs: toBlobs(env, env.DATA_DIR),
    files: toFiles(env),
    knowledge: toKnowledge(env),
    search: toSearch(env),
  };
}

export type Config = ReturnType<typeof toConfig>;

/** An empty variable counts as unset. Throws `ConfigError`. */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = environment.safeParse(set);
  if (result.success) return toConfig(result.data);
  throw new ConfigError(result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'));
}
