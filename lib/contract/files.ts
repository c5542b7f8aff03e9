import { z } from 'zod';
import { errorBody } from './events.ts';
import { fileId, timeMs } from './primitives.ts';

/** What happens to an upload, in this order; `failed` keeps the stage that could not be reached in `problem`. */
export const FILE_STAGES = ['received', 'extracted', 'chunked', 'embedded', 'ready', 'failed'] as const;
export type FileStage = (typeof FILE_STAGES)[number];

/**
 * Why a file could not be made searchable, and whether a retry can help. Its bytes are kept in every case.
 * A table of its own: these are states of a file, not answers to a call.
 */
export const FILE_PROBLEMS = {
  EMPTY: { retryable: false, message: 'The file holds no text.' },
  NO_TEXT_LAYER: { retryable: false, message: 'The pages are pictures, and no text could be recognised in them.' },
  ENCRYPTED: { retryable: false, message: 'The file is protected by a password.' },
  DAMAGED: { retryable: false, message: 'The file is damaged or not what its type says.' },
  UNSUPPORTED: { retryable: false, message: 'Text of this type of file cannot be read here.' },
  TOO_COMPLEX: { retryable: false, message: 'The file unpacks to more than is allowed.' },
  TIMED_OUT: { retryable: true, message: 'Reading the file took too long.' },
  CANCELLED: { retryable: true, message: 'Processing was cancelled.' },
  EMBEDDING_FAILED: { retryable: true, message: 'The embedding service did not answer.' },
  INTERNAL: { retryable: true, message: 'Something went wrong on our side.' },
} as const satisfies Record<string, { retryable: boolean; message: string }>;
export type FileProblemCode = keyof typeof FILE_PROBLEMS;
const PROBLEM_CODES = Object.keys(FILE_PROBLEMS) as [FileProblemCode, ...FileProblemCode[]];

export const fileProblem = z
  .object({
    code: z.enum(PROBLEM_CODES),
    message: z.string().meta({ description: 'For people' }),
    stage: z.enum(FILE_STAGES).meta({ description: 'The stage that could not be reached' }),
    retryable: z.boolean(),
  })
  .meta({ id: 'FileProblem' });
export type FileProblem = z.infer<typeof fileProblem>;

const progress = z.number().min(0).max(1).meta({ description: 'Of the whole way to `ready`' });

export const storedFile = z
  .object({
    file_id: fileId,
    name: z.string().meta({ description: 'As the user named it; data only' }),
    mime_type: z.string().meta({ description: 'By content, not by name' }),
    size_bytes: z.int().nonnegative(),
    sha256: z.string(),
    origin: z.enum(['upload', 'artifact']).meta({ description: '`artifact`: made by an agent' }),
    stage: z.enum(FILE_STAGES),
    progress,
    problem: fileProblem.nullable(),
    notes: z.array(z.string()).meta({ description: 'What was left out or done differently, for people' }),
    page_count: z.int().nonnegative().nullable(),
    passage_count: z.int().nonnegative().nullable(),
    embedding_model: z.string().nullable().meta({ description: '`null`: found by words alone' }),
    created_at: timeMs,
    updated_at: timeMs,
  })
  .meta({ id: 'File' });
export type FileRecord = z.infer<typeof storedFile>;

export const uploadAnswer = z.object({ file_id: fileId, file: storedFile, message: z.string() }).meta({ id: 'UploadAnswer' });
export type UploadAnswer = z.infer<typeof uploadAnswer>;

export const uploadsAnswer = z
  .object({
    files: z
      .array(
        z.union([
          z.object({ file_id: fileId, file: storedFile }),
          errorBody.safeExtend({ filename: z.string().meta({ description: 'The file that was not stored' }) }),
        ]),
      )
      .meta({ description: 'One entry a file, in the order of the request' }),
    total_files: z.int().nonnegative(),
  })
  .meta({ id: 'UploadsAnswer' });
export type UploadsAnswer = z.infer<typeof uploadsAnswer>;

export const fileListQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: z.string().max(128).optional().meta({ description: 'The `next_before` of the page before' }),
  q: z.string().trim().min(1).max(200).optional().meta({ description: 'Part of the name' }),
  origin: z.enum(['upload', 'artifact']).optional(),
  state: z.enum(['working', 'ready', 'failed']).optional(),
});
export type FileListQuery = z.infer<typeof fileListQuery>;
/** Newest first. */
export const fileList = z
  .object({
    files: z.array(storedFile),
    next_before: z.string().nullable(),
    usage: z.object({
      files: z.int().nonnegative(),
      size_bytes: z.int().nonnegative().meta({ description: 'Duplicate content counts once' }),
      max_bytes: z.int().nonnegative(),
      max_file_bytes: z.int().positive().optional().meta({ description: 'Of one upload' }),
    }),
  })
  .meta({ id: 'FileList' });
export type FileList = z.infer<typeof fileList>;

export const fileContentQuery = z.strictObject({
  disposition: z
    .enum(['attachment', 'inline'])
    .default('attachment')
    .meta({ description: '`inline`: for previews; types that a browser would run are attachments nevertheless' }),
});

/** UTF-16 code units of the extracted text. */
const charOffset = z.int().nonnegative();

export const fileTextQuery = z.strictObject({
  offset: z.coerce.number().int().nonnegative().default(0),
  limit: z.coerce.number().int().min(1).max(200_000).default(50_000),
});
/** The extracted text, in which `char_start` and `char_end` of passages and citations count. */
export const fileText = z
  .object({
    text: z.string(),
    offset: charOffset,
    total_chars: charOffset,
    pages: z
      .array(z.object({ page: z.int().positive(), char_start: charOffset, char_end: charOffset }))
      .meta({ description: 'Pages that the part touches; empty where the format has none' }),
  })
  .meta({ id: 'FileText' });
export type FileText = z.infer<typeof fileText>;

export const searchRequest = z
  .strictObject({
    query: z.string().trim().min(1, 'must not be blank').max(2_000),
    file_ids: z.array(fileId).max(1_000).optional().meta({ description: 'Only these; absent: all of the key' }),
    limit: z.int().min(1).max(50).default(10),
  })
  .meta({ id: 'SearchRequest' });
export type SearchRequest = z.infer<typeof searchRequest>;

export const passage = z
  .object({
    file_id: fileId,
    title: z.string().meta({ description: 'Name of the file' }),
    heading_path: z.array(z.string()),
    page: z.int().positive().nullable(),
    text: z.string(),
    char_start: charOffset,
    char_end: charOffset,
    score: z.number().min(0).max(1).meta({ description: 'Comparable within one search' }),
  })
  .meta({ id: 'Passage' });
export type FoundPassage = z.infer<typeof passage>;

export const searchAnswer = z
  .object({
    passages: z.array(passage),
    mode: z.enum(['hybrid', 'lexical']).meta({ description: '`lexical`: no embeddings took part' }),
    embedding_model: z.string().nullable(),
  })
  .meta({ id: 'SearchAnswer' });
export type SearchAnswer = z.infer<typeof searchAnswer>;

/** `GET /api/files/{id}/stream`: the state now, then every change, then exactly one `file.finished` and `[DONE]`; also when the key was revoked, which the problem says then. */
export const fileEvent = z
  .discriminatedUnion('type', [
    z.object({
      type: z.literal('file.progress'),
      file_id: fileId,
      ts: timeMs,
      stage: z.enum(FILE_STAGES),
      progress,
      note: z.string().optional().meta({ description: 'What is being done, for people' }),
    }),
    z.object({
      type: z.literal('file.finished'),
      file_id: fileId,
      ts: timeMs,
      stage: z.enum(['ready', 'failed']),
      file: storedFile,
    }),
  ])
  .meta({ id: 'FileEvent' });
export type FileEvent = z.infer<typeof fileEvent>;
