import type { FileRecord } from '../contract/files.ts';

export type FileKind = 'pdf' | 'picture' | 'table' | 'slides' | 'code' | 'archive' | 'mail' | 'text';

/** Endings of source code, with what highlighters call its language. */
const LANGUAGES: Record<string, string> = {
  bash: 'bash',
  c: 'c',
  cc: 'cpp',
  cpp: 'cpp',
  cs: 'csharp',
  css: 'css',
  diff: 'diff',
  go: 'go',
  h: 'c',
  hpp: 'cpp',
  ini: 'ini',
  java: 'java',
  js: 'javascript',
  json: 'json',
  jsonl: 'json',
  jsx: 'javascript',
  kt: 'kotlin',
  less: 'less',
  lua: 'lua',
  mjs: 'javascript',
  ndjson: 'json',
  php: 'php',
  pl: 'perl',
  py: 'python',
  r: 'r',
  rb: 'ruby',
  rs: 'rust',
  scss: 'scss',
  sh: 'bash',
  sql: 'sql',
  swift: 'swift',
  toml: 'ini',
  ts: 'typescript',
  tsx: 'typescript',
  xml: 'xml',
  yaml: 'yaml',
  yml: 'yaml',
};

/** `null` for what is no code. */
export function toLanguage(name: string): string | null {
  return LANGUAGES[/\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''] ?? null;
}

const KINDS: readonly [RegExp, FileKind][] = [
  [/^application\/pdf$/, 'pdf'],
  [/^image\//, 'picture'],
  [/csv|tab-separated|spreadsheet|ms-excel/, 'table'],
  [/presentation|powerpoint/, 'slides'],
  [/^application\/(zip|gzip|x-tar)/, 'archive'],
  [/^message\//, 'mail'],
];

export function toKind({ mime_type, name }: Pick<FileRecord, 'mime_type' | 'name'>): FileKind {
  const known = KINDS.find(([pattern]) => pattern.test(mime_type))?.[1];
  return known ?? (toLanguage(name) === null ? 'text' : 'code');
}

/** What counts as a page of it. */
export function toPageWord(file: Pick<FileRecord, 'mime_type' | 'name'>): 'page' | 'sheet' | 'slide' {
  const kind = toKind(file);
  return kind === 'table' ? 'sheet' : kind === 'slides' ? 'slide' : 'page';
}
