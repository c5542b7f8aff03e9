import type { Source, ToolContext } from '../../core/tool.ts';

export type RecordedFile = { fileId: string; name: string; mimeType: string; bytes: Uint8Array };

export type RecordingContext = ToolContext & {
  /** What the tool did with its context, in order. */
  readonly recorded: {
    notes: { note: string; progress?: number }[];
    /** In the order of their numbers, from 1. */
    sources: Source[];
    artifacts: RecordedFile[];
  };
};

const SAMPLE = { ownerId: 'own_test', conversationId: 'conv_test', runId: 'run_test', callId: 'call_test' };

/** A context for tests of tools that keeps everything in memory. A source of the same place and page keeps its number and gains the text. */
export function createRecordingContext(
  overrides: Partial<Omit<ToolContext, 'progress' | 'addSource' | 'saveArtifact'>> = {},
): RecordingContext {
  const recorded: RecordingContext['recorded'] = { notes: [], sources: [], artifacts: [] };
  const isSame = (a: Source, b: Source) =>
    a.url === b.url && a.fileId === b.fileId && a.page === b.page && (a.url !== undefined || a.text === b.text);
  return {
    signal: new AbortController().signal,
    ...SAMPLE,
    nowMs: Date.UTC(2026, 0, 15, 12),
    fileIds: [],
    earlierFileIds: [],
    ...overrides,
    recorded,
    progress(note, progress) {
      recorded.notes.push(progress === undefined ? { note } : { note, progress });
    },
    addSource(source) {
      const at = recorded.sources.findIndex((other) => isSame(other, source));
      const known = recorded.sources[at];
      if (known === undefined) return recorded.sources.push(source);
      if (!known.text.includes(source.text)) recorded.sources[at] = { ...known, text: `${known.text}\n\n${source.text}` };
      return at + 1;
    },
    async saveArtifact(file) {
      const fileId = `file_test${recorded.artifacts.length + 1}`;
      recorded.artifacts.push({ fileId, ...file });
      return { fileId };
    },
  };
}
