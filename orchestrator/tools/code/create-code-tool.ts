import { z } from 'zod';
import type { Tool, ToolContext } from '../../core/tool.ts';
import { artifactType } from './artifact-type.ts';
import { createOutputProgress } from './create-output-progress.ts';
import { type InputFiles, readInputFiles } from './read-input-files.ts';
import type { GuestPool } from './sandbox/create-guest-pool.ts';
import type { GuestFile } from './sandbox/protocol.ts';
import { type KeptFile, toReport } from './to-report.ts';

const DEFAULT_SECONDS = 10;
const MAX_SECONDS = 30;
/** For its turn and for a process, when all are in use. */
const MAX_WAIT_MS = 60_000;
const MAX_CODE_CHARS = 200_000;

const parameters = z.strictObject({
  code: z.string().meta({ description: 'The whole program. The value of its last expression is part of the result.' }),
  file_ids: z
    .array(z.string())
    .nullable()
    .meta({ description: 'Files for its working directory, under their own names; null: those of this conversation' }),
  timeout_seconds: z
    .int()
    .nullable()
    .meta({ description: `When to stop it, from 1 to ${MAX_SECONDS}; null: ${DEFAULT_SECONDS}` }),
});

type CodeToolOptions = {
  name: string;
  description: string;
  pool: GuestPool;
  inputs: InputFiles;
};

async function keepFiles(files: readonly GuestFile[], context: ToolContext): Promise<{ kept: KeptFile[]; notices: string[] }> {
  const kept: KeptFile[] = [];
  const notices: string[] = [];
  for (const { name: path, bytes } of files) {
    const name = path.replaceAll(/[/\\]/g, '-');
    const mimeType = artifactType(name, bytes);
    if (mimeType === null) {
      notices.push(`Not kept: ${name}. Kept are text, CSV, JSON, PNG and SVG, by their usual endings.`);
      continue;
    }
    const { fileId } = await context.saveArtifact({ name, mimeType, bytes });
    kept.push({ name, file_id: fileId, mime_type: mimeType, size_bytes: bytes.length });
  }
  return { kept, notices };
}

export function createCodeTool({ name, description, pool, inputs }: CodeToolOptions): Tool<typeof parameters> {
  return {
    name,
    description,
    parameters,
    risk: 'execute',
    timeoutMs: MAX_SECONDS * 1_000 + MAX_WAIT_MS,
    async execute({ code, file_ids: fileIds, timeout_seconds: seconds }, context) {
      if (code.length > MAX_CODE_CHARS) throw new Error(`the program must not have more than ${MAX_CODE_CHARS} characters`);
      const files = await (fileIds
        ? readInputFiles(inputs, context.ownerId, fileIds)
        : readInputFiles(inputs, context.ownerId, context.fileIds, context.earlierFileIds));
      const progress = createOutputProgress((note) => context.progress(note));
      const wallMs = Math.min(MAX_SECONDS, Math.max(1, seconds ?? DEFAULT_SECONDS)) * 1_000;
      try {
        const result = await pool.run({
          code,
          files,
          wallMs,
          onOutput: progress.add,
          signal: context.signal,
        });
        const { kept, notices } = await keepFiles(result.files, context);
        return toReport(result, kept, [...result.notices, ...notices]);
      } finally {
        progress.stop();
      }
    },
  };
}
