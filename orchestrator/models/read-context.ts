import { z } from 'zod';

const tokens = z.int().positive().max(100_000_000);
const count = (value: unknown): number | undefined => tokens.safeParse(value).data;
const jsonObject = z.record(z.string(), z.unknown());
const objectOf = (value: unknown) => jsonObject.safeParse(value).data ?? {};

/** How much of an answer is read: what is asked for is small. */
const MAX_CHARS = 1_048_576;

export type ReadJson = (path: string, body?: object) => Promise<unknown>;

/** Asks one server, without keys; `undefined` for whatever is no JSON of bounded size. */
export function createJsonReader(origin: string, signal: AbortSignal): ReadJson {
  return async (path, body) => {
    try {
      const sent = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
      const headers = { accept: 'application/json', 'content-type': 'application/json' };
      const response = await fetch(`${origin}${path}`, { signal, redirect: 'error', headers, ...sent });
      let text = '';
      const decoder = new TextDecoder();
      for await (const chunk of response.body ?? []) {
        text += decoder.decode(chunk, { stream: true });
        if (text.length > MAX_CHARS) return undefined;
      }
      return response.ok ? (JSON.parse(text) as unknown) : undefined;
    } catch {
      return undefined;
    }
  };
}

function findModel(list: unknown, model: string, names: readonly string[]): Record<string, unknown> {
  const entries = Array.isArray(list) ? list.map(objectOf) : [];
  return entries.find((entry) => names.some((name) => entry[name] === model)) ?? {};
}

/** Ollama cuts what is longer without a word: what counts is what the model is loaded with, not what it could take. */
async function ofOllama(model: string, read: ReadJson): Promise<number | undefined> {
  const loaded = findModel(objectOf(await read('/api/ps')).models, model, ['model', 'name']);
  const running = count(loaded.context_length);
  if (running !== undefined) return running;
  const { parameters } = objectOf(await read('/api/show', { model }));
  const said = typeof parameters === 'string' ? /^num_ctx\s+(\d{1,9})$/m.exec(parameters)?.[1] : undefined;
  return said === undefined ? undefined : count(Number(said));
}

async function ofLmStudio(model: string, read: ReadJson): Promise<number | undefined> {
  const entry = findModel(objectOf(await read('/api/v0/models')).data, model, ['id']);
  return count(entry.loaded_context_length) ?? count(entry.max_context_length);
}

async function ofLlamaCpp(read: ReadJson): Promise<number | undefined> {
  const props = objectOf(await read('/props'));
  return count(objectOf(props.default_generation_settings).n_ctx) ?? count(props.n_ctx);
}

/** vLLM and SGLang, OpenRouter and Together, Groq, Mistral: in the list of models, each in its own word. */
async function ofList(model: string, read: ReadJson): Promise<number | undefined> {
  const entry = findModel(objectOf(await read('/v1/models')).data, model, ['id']);
  const words = ['max_model_len', 'context_length', 'context_window', 'max_context_length'];
  return words.map((word) => count(entry[word])).find((found) => found !== undefined);
}

/** What a model of this server was loaded with, as far as one of the known servers tells it. Never rejects. */
export async function readContext(server: string, model: string, read: ReadJson): Promise<number | undefined> {
  if (server === 'ollama') return ofOllama(model, read);
  if (server === 'lm-studio') return ofLmStudio(model, read);
  return (await ofList(model, read)) ?? (await ofLlamaCpp(read));
}
