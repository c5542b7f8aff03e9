import {
  PARTS,
  type Script,
  type ScriptedOpenAi,
  type ScriptedRequest,
  startScriptedOpenAi,
  wholeAnswer,
} from './scripted-openai.ts';

export const HALF = 'The three parts are: first, the';
export const RETRY_AFTER_SECONDS = 40;

/** The end of an answer that was cut off. */
function cutBy(reason: string): string {
  const response = { id: 'resp_1', status: 'incomplete', incomplete_details: { reason } };
  return `event: response.incomplete\ndata: ${JSON.stringify({ type: 'response.incomplete', response })}\n\n`;
}

const refused = (status: number, code: string, headers: Record<string, string> = {}): Script => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  chunks: [JSON.stringify({ error: { message: 'upstream says no', type: code, code } })],
  ending: 'close',
});

const half = (...end: string[]): Script => ({
  chunks: [...PARTS.responses.begin, PARTS.responses.text(HALF), ...end],
  ending: 'close',
});

const SCRIPTS: readonly [asked: RegExp, Script][] = [
  [/rate limit/, refused(429, 'rate_limit_exceeded', { 'retry-after': String(RETRY_AFTER_SECONDS) })],
  [/forbidden/, refused(400, 'content_filter')],
  [/no key/, refused(401, 'invalid_api_key')],
  [/cut off/, half(cutBy('max_output_tokens'))],
  [/filtered/, half(cutBy('content_filter'))],
  [/half a failure/, { ...half(), ending: 'reset' }],
  [/endless/, { ...half(), ending: 'hang' }],
];

/** What the newest user message asks for. */
function toAsked({ body }: ScriptedRequest): string {
  const items = (body.input ?? body.messages) as { role?: string; content?: unknown }[];
  return JSON.stringify(items.findLast(({ role }) => role === 'user')?.content ?? '');
}

/** OpenAI whose answers end as badly as the last user message says; everything else gets a whole answer. */
export async function startOpenAiEndings(): Promise<ScriptedOpenAi> {
  const server = await startScriptedOpenAi();
  server.answer((request) => {
    const asked = toAsked(request);
    const script = SCRIPTS.find(([pattern]) => pattern.test(asked))?.[1];
    return script ?? wholeAnswer(request.api, ['A whole', ' answer.']);
  });
  return server;
}
