'use client';
import { useHealth } from '../../lib/client/queries.ts';
import { toServiceNote } from '../../lib/client/service-note.ts';
import { AppLink } from '../ui/app-link.tsx';
import { CodeView } from '../ui/code-view.tsx';

const OPENAI = 'OPENAI_API_KEY=sk-...';
const COMPATIBLE =
  'FALLBACK_PROVIDERS=[{"name":"groq","base_url":"https://api.groq.com/openai/v1","api_key":"...","model":"llama-3.3-70b-versatile"}]';

/** What answers now, and how a model is connected; the empty chat leads here. */
export function ModelSetting() {
  const { data, error } = useHealth();
  const { text, more } = toServiceNote(data, error);
  const servers = data?.details?.local_models;
  return (
    <li id="language-model" className="flex-wrap scroll-mt-4">
      <span className="min-w-0 flex-1 basis-52">
        <span className="block font-medium">Language model</span>
        <span className="block text-sm text-muted">
          {text}. {more}
        </span>
        {servers && <span className="block text-sm text-muted">Local model servers: {servers}</span>}
      </span>
      <AppLink href="/status" className="button">
        Status
      </AppLink>
      <section aria-label="Connect a language model" className="grid w-full grid-cols-[minmax(0,1fr)] gap-2 text-sm">
        <h2 className="text-sm font-medium">Connect a language model</h2>
        <p className="text-muted">
          On this computer: start Ollama, LM Studio or llama.cpp at its usual port. It is found within a minute, without a key.
        </p>
        <p className="text-muted">
          OpenAI: make a key at{' '}
          <a href="https://platform.openai.com/api-keys" target="_blank" rel="noopener noreferrer" className="text-link">
            platform.openai.com
          </a>
          , put this line into the file <code className="inline-code">.env</code> in the directory of Cartrita, and start it
          again.
        </p>
        <CodeView text={OPENAI} language={null} title="OpenAI" className="code-block-small" />
        <p className="text-muted">Any other service that speaks the OpenAI API: put this line there instead, with its address.</p>
        <CodeView text={COMPATIBLE} language={null} title="Another provider" className="code-block-small" />
      </section>
    </li>
  );
}
