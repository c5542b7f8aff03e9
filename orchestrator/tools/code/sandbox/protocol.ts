import { z } from 'zod';

/** Why a program did not end well; `line` is of its own code. */
const guestError = z.object({
  type: z.string().max(200),
  message: z.string().max(20_000),
  line: z.int().positive().nullable(),
  trace: z.string().max(100_000),
});
export type GuestError = z.infer<typeof guestError>;

/**
 * What a guest process says, one JSON document a line. It runs code of strangers, so that nothing it says is trusted.
 * `data` is base64.
 */
export const guestMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('output'), stream: z.enum(['stdout', 'stderr']), text: z.string().min(1) }),
  z.object({ type: z.literal('file'), name: z.string().min(1).max(200), data: z.base64() }),
  z.object({ type: z.literal('notice'), text: z.string().max(1_000) }),
  z.object({ type: z.literal('done'), value: z.string().nullable(), error: guestError.nullable() }),
]);
export type GuestMessage = z.infer<typeof guestMessage>;

/** A file in the working directory of a program. */
export type GuestFile = { name: string; bytes: Uint8Array };

/** What a guest process is told, once. */
export type GuestOrder = { code: string; files: { name: string; data: string }[] };

/** `valueChars` of the last expression, `files` that it may leave behind, and `fileBytes` of each. */
export type GuestLimits = { memoryBytes: number; outputBytes: number; valueChars: number; files: number; fileBytes: number };

/** What a guest process is started with, on its command line as JSON; `snapshot` is a path. */
export type GuestSettings = { limits: GuestLimits; snapshot?: string };
