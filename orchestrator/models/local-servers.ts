import { z } from 'zod';

/** Where a model server of this machine usually listens. */
export type LocalServer = { name: string; port: number };

/** `contextTokens`: what the model was loaded with; absent: the server does not tell. */
export type FoundServer = { name: string; baseUrl: string; model: string; contextTokens?: number };

export const LOCAL_SERVERS: readonly LocalServer[] = [
  { name: 'ollama', port: 11_434 },
  { name: 'lm-studio', port: 1_234 },
  { name: 'llama.cpp', port: 8_080 },
];

const MAX_ANSWER_BYTES = 1_048_576;

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

async function readBounded(response: Response): Promise<string | null> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MAX_ANSWER_BYTES) return null;
  }
  return text;
}

/**
 * Asks a port of this machine whether a model server is there: only what answers `/v1/models` as the OpenAI API does counts,
 * so that no other web server is taken for one. Never throws; takes at most `timeoutMs`.
 */
export async function probeLocalServer({ name, port }: LocalServer, timeoutMs: number): Promise<FoundServer | null> {
  const baseUrl = `http://127.0.0.1:${port}/v1`;
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(`${baseUrl}/models`, { signal, redirect: 'error', headers: { accept: 'application/json' } });
    const text = response.ok ? await readBounded(response) : null;
    if (text === null) {
      await response.body?.cancel();
      return null;
    }
    const parsed = modelList.safeParse(JSON.parse(text));
    const model = parsed.success ? chooseChatModel(parsed.data.data ?? []) : null;
    return model === null ? null : { name, baseUrl, model };
  } catch {
    return null;
  }
}
