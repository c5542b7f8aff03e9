import { z } from 'zod';
import { createJsonReader, readContext } from './read-context.ts';

/** Where a model server of this machine usually listens. */
export type LocalServer = { name: string; port: number };

/** `contextTokens`: what the model was loaded with; absent: the server does not tell. */
export type FoundServer = { name: string; baseUrl: string; model: string; contextTokens?: number };

export const LOCAL_SERVERS: readonly LocalServer[] = [
  { name: 'ollama', port: 11_434 },
  { name: 'lm-studio', port: 1_234 },
  { name: 'llama.cpp', port: 8_080 },
];

/** `GET /v1/models` of the OpenAI API. Ollama sends null when it has none. */
const modelList = z.object({
  object: z.literal('list'),
  data: z.array(z.object({ id: z.string().min(1).max(200), created: z.number().optional() })).nullable(),
});

const NO_CHAT = /embed|bge-|\be5-|minilm|rerank|whisper|tts|clip|sdxl|stable-diffusion|flux|guard|moderation|ocr/i;
/** Families that are known to call tools well. */
const GOOD_WITH_TOOLS =
  /qwen|llama-?[34]|gpt-oss|mistral|ministral|granite|command-r|hermes|devstral|magistral|glm|nemotron|gemma-?4/i;
const SPECIAL = /coder|code|math|vision|[-_.:]vl\b|llava|base\b|uncensored/i;

/** The model to talk to: one for chat, rather with tools and of general use, the newest of those. */
export function chooseChatModel(models: readonly { id: string; created?: number | undefined }[]): string | null {
  const score = ({ id }: { id: string }) => (GOOD_WITH_TOOLS.test(id) ? 2 : 0) - (SPECIAL.test(id) ? 1 : 0);
  const [best] = models
    .filter(({ id }) => !NO_CHAT.test(id))
    .toSorted((a, b) => score(b) - score(a) || (b.created ?? 0) - (a.created ?? 0));
  return best?.id ?? null;
}

/**
 * Asks a port of this machine whether a model server is there: only what answers `/v1/models` as the OpenAI API does counts,
 * so that no other web server is taken for one. Never throws; takes at most `timeoutMs`.
 */
export async function probeLocalServer({ name, port }: LocalServer, timeoutMs: number): Promise<FoundServer | null> {
  const origin = `http://127.0.0.1:${port}`;
  const read = createJsonReader(origin, AbortSignal.timeout(timeoutMs));
  const parsed = modelList.safeParse(await read('/v1/models'));
  const model = parsed.success ? chooseChatModel(parsed.data.data ?? []) : null;
  if (model === null) return null;
  const contextTokens = await readContext(name, model, read);
  return { name, baseUrl: `${origin}/v1`, model, ...(contextTokens === undefined ? {} : { contextTokens }) };
}
