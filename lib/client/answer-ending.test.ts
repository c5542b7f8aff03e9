import { describe, expect, it } from 'vitest';
import { ENDINGS } from '../contract/chat.ts';
import type { StoredMessage } from '../contract/conversations.ts';
import { FAILURE_CAUSES } from '../contract/provider-failure.ts';
import { toEnding, toFallbackNote } from './answer-ending.ts';

type Message = Pick<StoredMessage, 'status' | 'metadata' | 'error' | 'content'>;

function message(status: Message['status'], metadata: object = {}, rest: Partial<Message> = {}): Message {
  const run = { run_id: 'run_1', fallback_used: false, provider: 'openai', model: 'gpt-5' };
  return { status, content: 'Half an answer', metadata: { ...run, ...metadata }, ...rest };
}

const LIMIT = { ended_by: 'limit', limit: '20 steps are used up' };

describe('how an answer ended', () => {
  it.each([
    [message('completed'), null],
    [message('completed', { ended_by: 'stop' }), null],
    [message('completed', { ended_by: 'error' }), null],
    [message('failed', { ended_by: 'error' }), null],
    [message('completed', { ended_by: 'length' }), "Cut off at the model's length limit."],
    [message('completed', { ended_by: 'content_filter' }), 'The content filter of OpenAI cut this answer off.'],
    [
      message('completed', { ended_by: 'content_filter', provider: 'unknown' }),
      'The content filter of the model provider cut this answer off.',
    ],
    [message('completed', { ended_by: 'refusal' }), 'OpenAI declined to answer this.'],
    [message('completed', { ended_by: 'refusal', provider: undefined }), 'The model provider declined to answer this.'],
    [message('completed', LIMIT), 'Ended early: 20 steps are used up.'],
    [message('completed', { ended_by: 'limit' }), 'Ended early at a limit for one answer.'],
    [message('completed', { ended_by: 'something new' }), null],
    [message('cancelled'), 'Stopped.'],
    [message('cancelled', { stop: { stopped_in_ms: 14, tokens_after_stop: 0 } }), 'Stopped. Nothing billed afterwards.'],
    [message('cancelled', { stop: { stopped_in_ms: 14, tokens_after_stop: 1 } }), 'Stopped. 1 token came in afterwards.'],
    [message('cancelled', { stop: 'of another form' }), 'Stopped.'],
    [message('interrupted'), 'Interrupted: the server stopped before the answer was complete.'],
    [message('interrupted', {}, { error: { error: 'The server was stopped.', code: 'INTERNAL' } }), 'The server was stopped.'],
  ])('%o: %s', (ended, text) => {
    expect(toEnding(ended)?.text ?? null).toBe(text);
  });

  it('offers to continue what was cut off, and nothing that is empty or was not allowed', () => {
    const continuable = ENDINGS.filter((ended_by) => toEnding(message('completed', { ended_by }))?.canContinue);
    expect(continuable).toEqual(['length', 'limit', 'cancelled', 'interrupted']);
    expect(toEnding(message('completed', { ended_by: 'length' }, { content: '' }))?.canContinue).toBe(false);
  });
});

const switched = (cause?: string) => ({
  fallback_used: true,
  provider: 'offline',
  model: 'offline',
  run_summary: {
    parts: [{ kind: 'switch', from: 'openai', to: 'offline', reason: 'circuit open', ...(cause ? { cause } : {}) }],
  },
});

describe('who answered in whose place', () => {
  it.each([
    [message('completed'), null],
    [message('completed', switched('paused')), 'OpenAI is paused after errors; answered without a language model.'],
    [message('completed', switched()), 'OpenAI failed; answered without a language model.'],
    [message('completed', { fallback_used: true, provider: 'ollama', model: 'llama3' }), 'Answered by Ollama (llama3).'],
    [
      message('completed', { ...switched('rate_limited'), provider: 'my-server', model: 'm' }),
      'OpenAI asks us to wait; answered by my-server (m).',
    ],
  ])('%o: %s', (answered, note) => {
    expect(toFallbackNote(answered)).toBe(note);
  });

  it('has plain words for every cause', () => {
    const notes = FAILURE_CAUSES.map((cause) => toFallbackNote(message('completed', switched(cause))));
    expect(new Set(notes).size).toBe(FAILURE_CAUSES.length);
    expect(notes.join(' ')).not.toMatch(/circuit|undefined|_/);
  });
});
