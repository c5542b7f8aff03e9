import type { z } from 'zod';
import type { ErrorCode } from '../errors.ts';

export type HttpMethod = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/**
 * Who may call: `public` needs no key; `chat` and `admin` are key scopes (`admin` includes `chat`);
 * `metrics` takes `METRICS_TOKEN` or an admin key, and is open while everything is bound to loopback.
 */
export type Access = 'public' | 'chat' | 'admin' | 'metrics';

export type SuccessAnswer =
  | { kind: 'json'; status: 200 | 201 | 202; schema: z.ZodType }
  /** `events`: of a run (resumable, see `RunEvent`), or of one file (`FileEvent`; each connection starts with the state). */
  | { kind: 'sse'; status: 200; events: 'run' | 'file' }
  | { kind: 'json-or-sse'; status: 200; schema: z.ZodType }
  | { kind: 'empty'; status: 204 }
  | { kind: 'text'; status: 200; mediaTypes: readonly [string, ...string[]] }
  /** Bytes of any media type, as a download. */
  | { kind: 'bytes'; status: 200 };

export type Operation = {
  method: HttpMethod;
  /** Path with `{name}` placeholders; each fills exactly one segment. */
  path: `/${string}`;
  tag: string;
  summary: string;
  access: Access;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** Takes `multipart/form-data`, streamed: files in one of these fields. */
  upload?: {
    fields: readonly [string, ...string[]];
    many: boolean;
    /** Of the whole body, where it does not depend on the configuration. */
    maxBytes?: number;
  };
  /** Takes the `Idempotency-Key` header. */
  idempotent?: true;
  /** Takes the `Last-Event-ID` header. */
  resumable?: true;
  success: SuccessAnswer;
  /** Codes besides those that every operation of its access can answer. */
  errors?: readonly ErrorCode[];
};
