import { z } from 'zod';

const codeReport = z.object({
  stdout: z.string().default(''),
  stderr: z.string().default(''),
  value: z.string().optional(),
  error: z.object({ type: z.string(), message: z.string(), line: z.number().nullable(), trace: z.string() }).optional(),
  notices: z.array(z.string()).default([]),
});
export type CodeReport = z.infer<typeof codeReport>;

const LANGUAGES: Record<string, string> = { run_javascript: 'typescript', run_python: 'python' };

/** The language that a tool runs; `null` for other tools. */
export function toCodeLanguage(tool: string): string | null {
  return LANGUAGES[tool] ?? null;
}

/** The program of a call that runs code. */
export function toProgram(args: unknown): string {
  const parsed = z.object({ code: z.string() }).safeParse(args);
  return parsed.success ? parsed.data.code : '';
}

/** What a program did; `null` when the record is cut or of another form. */
export function toCodeReport(output: unknown): CodeReport | null {
  const parsed = codeReport.safeParse(output);
  return parsed.success ? parsed.data : null;
}
