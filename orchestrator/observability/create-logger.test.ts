import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Logger } from '../core/logger.ts';
import { createLogger } from './create-logger.ts';

function capture(
  write: (log: Logger) => void,
  level: 'debug' | 'info' = 'info',
): { text: string; lines: Record<string, unknown>[] } {
  let text = '';
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done();
    },
  });
  write(createLogger({ level, destination }));
  const lines = text.split('\n').filter((line) => line !== '');
  return { text, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe('the log', () => {
  it('is one JSON object a line, with what the children bound', () => {
    const { lines } = capture((log) =>
      log.child({ request_id: 'r' }).child({ run_id: 'run_a' }).info({ status: 200 }, 'request'),
    );
    expect(lines[0]).toMatchObject({ level: 'info', request_id: 'r', run_id: 'run_a', status: 200, msg: 'request' });
    expect(lines[0]?.ts).toBeTypeOf('number');
  });

  it('leaves out what is below its level', () => {
    expect(capture((log) => log.debug({}, 'x')).lines).toEqual([]);
    expect(capture((log) => log.debug({}, 'x'), 'debug').lines).toHaveLength(1);
  });

  it.each(['authorization', 'Cookie', 'x-api-key', 'api_key', 'apiKey', 'password', 'token', 'secret'])(
    'never holds %s',
    (name) => {
      const { text } = capture((log) =>
        log.child({ [name]: 'hunter2' }).error({ [name]: 'hunter2', deep: { headers: { [name]: 'hunter2' } } }, 'x'),
      );
      expect(text).not.toContain('hunter2');
      expect(text).toContain('[redacted]');
    },
  );

  it.each(['message', 'text', 'content', 'delta', 'transcript', 'transcribedText', 'conversationHistory', 'arguments', 'query'])(
    'never holds what people wrote, in %s',
    (name) => {
      const { text } = capture((log) => log.debug({ [name]: 'my diary', list: [{ [name]: ['my diary'] }] }, 'x'), 'debug');
      expect(text).not.toContain('diary');
    },
  );

  it.each([
    'failed with sk-abcdefghijklmnop',
    'key ck_AbCdEfGhIjKlMnOp was refused',
    'Authorization: Bearer abc.def-ghi',
    'connect postgres://user:hunter2@db:5432/x',
    'GET /api/chat/stream?message=my%20diary',
    'GET https://api.example.org/v1?message=my+diary',
  ])('takes secrets out of texts: %s', (message) => {
    const { text } = capture((log) =>
      log.error({ err: new Error(message, { cause: new Error(message) }), note: message }, 'failed'),
    );
    expect(text).not.toMatch(/abcdefgh|AbCdEf|abc\.def|hunter2|diary/);
  });

  it('keeps what one needs of an error, not the rows of the database', () => {
    const error = Object.assign(new Error('Failed query: insert into messages\nparams: my diary,run_a'), {
      code: '23505',
      detail: 'Key (content)=(my diary) already exists.',
    });
    const { text, lines } = capture((log) => log.error({ err: error }, 'failed'));
    expect(lines[0]?.err).toMatchObject({ type: 'Error', code: '23505' });
    expect(text).toContain('create-logger.test.ts');
    expect(text).not.toContain('diary');
  });

  it('survives everything that can be thrown at it', () => {
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    const { lines } = capture((log) => {
      log.info(loop, 'loop');
      log.info({ err: 'a string' }, 'text');
      log.info({ big: 1n, none: null, nothing: undefined }, 'odd');
      log.error(new Error('as the fields'), 'bare');
    });
    expect(lines).toHaveLength(4);
    expect(lines[3]).toMatchObject({ err: { message: 'as the fields' } });
  });
});
