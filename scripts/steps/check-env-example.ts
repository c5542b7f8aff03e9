import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { composeVariables, readComposeText } from '../../deploy/compose-file.ts';
import { FRONT_VARIABLES, readConfig as readFrontConfig } from '../../lib/bff/config.ts';
import { readConfig as readOrchestratorConfig } from '../../orchestrator/config/config.ts';
import { ORCHESTRATOR_VARIABLES } from '../../orchestrator/config/environment.ts';
import { ROOT } from './run-command.ts';

type Variable = { name: string; description: string; fallback?: string | undefined };

/** What docker-compose.yml takes from .env besides the variables of the processes. */
const COMPOSE_VARIABLES: readonly Variable[] = [
  { name: 'POSTGRES_PASSWORD', description: 'Password between orchestrator and PostgreSQL; required' },
  { name: 'PUBLISH_ADDRESS', description: 'Address of this machine that the front is published on', fallback: '127.0.0.1' },
];

const HEADER = `# Everything that can be configured. All of it is optional while the product runs on one machine for one person.
# Copy this file to .env and take the # away in front of what you change; \`npm start\` and Docker Compose read .env.
# Written by \`npm run env-example\` from orchestrator/config/ and lib/bff/config.ts.
`;

function section(title: string, variables: readonly Variable[]): string {
  const entries = variables.map(({ name, description, fallback }) => `# ${description}\n#${name}=${fallback ?? ''}\n`);
  return `\n# --- ${title} ---\n\n${entries.join('\n')}`;
}

/** The text of `.env.example`. */
export function renderEnvExample(): string {
  const ofFront = new Set(FRONT_VARIABLES.map((variable) => variable.name));
  const ofOrchestrator = new Set(ORCHESTRATOR_VARIABLES.map((variable) => variable.name));
  const groups = Map.groupBy(
    ORCHESTRATOR_VARIABLES.filter((variable) => !ofFront.has(variable.name)),
    (variable) => variable.group,
  );
  return [
    HEADER,
    section(
      'Both processes',
      ORCHESTRATOR_VARIABLES.filter((variable) => ofFront.has(variable.name)),
    ),
    section(
      'Front',
      FRONT_VARIABLES.filter((variable) => !ofOrchestrator.has(variable.name)),
    ),
    ...[...groups].map(([group, variables]) => section(`Orchestrator: ${group.toLowerCase()}`, variables)),
    section('Docker Compose', COMPOSE_VARIABLES),
  ].join('');
}

/** The defaults in the file, as if someone had taken every `#` away. */
export function parseEnvExample(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/^#([A-Z][A-Z0-9_]*)=(.*)$/gm)].map((match) => [match[1], match[2]]));
}

/** Both processes read the same environment, so each must accept every default that the other has. */
function findRefusals(env: Record<string, string>): string[] {
  const readers = [() => readFrontConfig(env, []), () => readOrchestratorConfig(env)];
  return readers.flatMap((read) => {
    try {
      read();
      return [];
    } catch (error) {
      return [`.env.example: a default is refused: ${error instanceof Error ? error.message : String(error)}`];
    }
  });
}

export function checkEnvExample(): string[] {
  const listed = parseEnvExample(renderEnvExample());
  const unlisted = composeVariables(readComposeText()).filter(({ name }) => !(name in listed));
  const file = readFileSync(join(ROOT, '.env.example'), 'utf8');
  const stale = file === renderEnvExample() ? [] : ['.env.example is not what the configuration says: run `npm run env-example`'];
  return [
    ...stale,
    ...unlisted.map(({ name }) => `.env.example: lacks ${name} of docker-compose.yml`),
    ...findRefusals(parseEnvExample(file)),
  ];
}
