import { z } from 'zod';
import { agentVariables } from './agents.ts';
import { fileVariables } from './files.ts';
import { modelVariables } from './models.ts';
import { runVariables } from './runs.ts';
import { searchVariables } from './search.ts';
import { serviceVariables } from './service.ts';
import { speechVariables } from './speech.ts';
import { webVariables } from './web.ts';

const GROUPS = {
  Service: serviceVariables,
  Models: modelVariables,
  Agents: agentVariables,
  Runs: runVariables,
  Web: webVariables,
  Speech: speechVariables,
  Files: fileVariables,
  'Knowledge and search': searchVariables,
};

/** All that the orchestrator reads. */
export const environment = z.object({
  ...serviceVariables,
  ...modelVariables,
  ...agentVariables,
  ...runVariables,
  ...webVariables,
  ...speechVariables,
  ...fileVariables,
  ...searchVariables,
});

type Variable = { name: string; group: string; description: string; fallback: string | undefined };

/** Every variable that the orchestrator reads, in groups; `.env.example` is checked against it. */
export const ORCHESTRATOR_VARIABLES: readonly Variable[] = Object.entries(GROUPS).flatMap(([group, variables]) =>
  Object.entries(variables).map(([name, schema]) => {
    const meta = schema.meta();
    return { name, group, description: String(meta?.description), fallback: meta?.fallback as string | undefined };
  }),
);
