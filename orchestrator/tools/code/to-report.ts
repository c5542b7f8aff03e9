import type { GuestResult } from './sandbox/create-transcript.ts';

/** Of one stream, for the model: enough to see what happened, without filling its context. */
const MAX_STREAM_CHARS = 20_000;

export type KeptFile = { name: string; file_id: string; mime_type: string; size_bytes: number };

/** What the model and the interface see of a run; absent: empty. What is long comes last: records keep the beginning. */
export type CodeReport = {
  stdout?: string;
  stderr?: string;
  value?: string;
  error?: GuestResult['error'];
  files?: KeptFile[];
  notices?: string[];
};

function shorten(text: string): string {
  if (text.length <= MAX_STREAM_CHARS) return text;
  const half = MAX_STREAM_CHARS / 2;
  return `${text.slice(0, half)}\n… ${text.length - MAX_STREAM_CHARS} characters left out …\n${text.slice(-half)}`;
}

function toSummary({ error, value, stdout }: GuestResult, files: readonly KeptFile[]): string {
  if (error) return `${error.type}${error.line === null ? '' : ` on line ${error.line}`}: ${error.message}`.slice(0, 300);
  const said = value ?? stdout.trimEnd().split('\n').at(-1) ?? '';
  const made = files.length === 0 ? '' : `made ${files.map(({ name }) => name).join(', ')}`;
  return [said.slice(0, 200), made].filter((part) => part !== '').join('; ') || 'finished without output';
}

export function toReport(result: GuestResult, files: KeptFile[], notices: string[]): { output: string; summary: string } {
  const report: CodeReport = {
    ...(files.length === 0 ? {} : { files }),
    ...(notices.length === 0 ? {} : { notices }),
    ...(result.error === null ? {} : { error: result.error }),
    ...(result.value === null ? {} : { value: result.value }),
    ...(result.stderr === '' ? {} : { stderr: shorten(result.stderr) }),
    ...(result.stdout === '' ? {} : { stdout: shorten(result.stdout) }),
  };
  return { output: JSON.stringify(report), summary: toSummary(result, files) };
}
