import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Text } from './fill-store.ts';
import { toOutline } from './to-outline.ts';

/** `anchor`: words of the passage that answers, white space aside; so a question survives other chunks. */
export type Question = { kind: 'exact' | 'paraphrase' | 'question'; question: string; file: string; anchor: string };

/** Nothing may be tuned on these. */
export function isHeldOut({ question }: Question): boolean {
  return (createHash('sha256').update(question).digest()[0] ?? 0) % 3 === 0;
}

export async function readQuestions(): Promise<Question[]> {
  return JSON.parse(await readFile(join(import.meta.dirname, 'questions.json'), 'utf8')) as Question[];
}

export async function readCorpus(): Promise<Text[]> {
  const folder = join(import.meta.dirname, 'corpus');
  const names = (await readdir(folder)).filter((name) => name !== 'LICENSES.md').sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(folder, name), 'utf8');
      return { name, text, outline: toOutline(text) };
    }),
  );
}
