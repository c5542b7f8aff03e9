import { z } from 'zod';

const word = z.object({ word: z.string(), punctuated_word: z.string().optional(), start: z.number() });

const results = z.object({
  type: z.literal('Results'),
  start: z.number(),
  duration: z.number().optional(),
  is_final: z.boolean().default(false),
  speech_final: z.boolean().default(false),
  from_finalize: z.boolean().default(false),
  channel: z.object({
    alternatives: z.array(z.object({ transcript: z.string(), words: z.array(word).default([]) })).min(1),
  }),
});
export type LiveResults = z.infer<typeof results>;

const liveMessage = z.discriminatedUnion('type', [results, z.object({ type: z.literal('UtteranceEnd') })]);
export type LiveMessage = z.infer<typeof liveMessage>;

/** A message of the live socket; `null` for kinds that tell us nothing. Source: Deepgram's live streaming API. */
export function parseLiveMessage(data: unknown): LiveMessage | null {
  if (typeof data !== 'string') return null;
  try {
    const parsed = liveMessage.safeParse(JSON.parse(data));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
