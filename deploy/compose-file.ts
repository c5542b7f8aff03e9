import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT } from '../e2e/harness/start-process.ts';

export type ComposeService = {
  image?: string;
  build?: { context: string; target: string };
  command?: string[];
  environment?: Record<string, string>;
  healthcheck?: { test: string[] };
  stop_grace_period?: string;
  init?: boolean;
  depends_on?: Record<string, { condition: string }>;
};

export type ComposeFile = { services: Record<string, ComposeService>; volumes?: Record<string, unknown> };

export function readComposeText(): string {
  return readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8');
}

export function parseCompose(text: string): ComposeFile {
  return parse(text, { merge: true }) as ComposeFile;
}

const VARIABLE = /\$\{([A-Z][A-Z0-9_]*)(?:(:-|:\?|:\+)([^}]*))?\}/g;

/** Fills in `${NAME}`, `${NAME:-default}`, `${NAME:+if set}` and `${NAME:?message}` as Compose does; throws the message of a required one. */
export function interpolate(text: string, env: Readonly<Record<string, string>>): string {
  return text.replaceAll(VARIABLE, (_, name: string, operator: string | undefined, operand: string | undefined) => {
    const value = env[name] ?? '';
    if (operator === ':+') return value === '' ? '' : (operand ?? '');
    if (value !== '' || operator === undefined) return value;
    if (operator === ':?') throw new Error(operand);
    return operand ?? '';
  });
}

/** Names of the variables that the file takes from outside. */
export function composeVariables(text: string): { name: string; required: boolean }[] {
  return [...text.matchAll(VARIABLE)].map((match) => ({ name: match[1] ?? '', required: match[2] === ':?' }));
}
