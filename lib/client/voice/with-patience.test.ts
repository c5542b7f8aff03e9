import { describe, expect, it } from 'vitest';
import { AppError, type ErrorCode } from '../../contract/errors.ts';
import type { Synthesise } from './synthesis-speaker.ts';
import { withPatience } from './with-patience.ts';

const PIECE = { samples: new Float32Array(4), rate: 16_000 };

/** Each call ends with the next of these; `ok` makes two pieces, `cut` fails after the first. */
function createSynthesis(outcomes: (ErrorCode | 'ok' | 'cut')[]) {
  let calls = 0;
  const synthesise: Synthesise = async function* () {
    const outcome = outcomes[Math.min(calls, outcomes.length - 1)] as (typeof outcomes)[number];
    calls += 1;
    if (outcome !== 'ok' && outcome !== 'cut') throw new AppError(outcome);
    yield PIECE;
    if (outcome === 'cut') throw new AppError('PROXY_ERROR');
    yield PIECE;
  };
  return { synthesise, calls: () => calls };
}

async function speak(outcomes: Parameters<typeof createSynthesis>[0], stop = new AbortController(), stopsAt = Number.NaN) {
  const { synthesise, calls } = createSynthesis(outcomes);
  const waits: number[] = [];
  const wait = async (ms: number) => {
    waits.push(ms);
    if (waits.length === stopsAt) stop.abort();
  };
  let pieces = 0;
  let failure: string | null = null;
  try {
    for await (const _ of withPatience(synthesise, wait)('Hello.', stop.signal)) pieces += 1;
  } catch (thrown) {
    failure = thrown instanceof AppError ? thrown.code : 'aborted';
  }
  return { pieces, failure, calls: calls(), waits: waits.length };
}

describe('speech while the server is away', () => {
  it('is asked for again until it is back', async () => {
    expect(await speak(['PROXY_ERROR', 'BACKEND_DOWN', 'NOT_READY', 'ok'])).toEqual({
      pieces: 2,
      failure: null,
      calls: 4,
      waits: 3,
    });
  });

  it('fails in the end', async () => {
    expect(await speak(['BACKEND_DOWN'])).toEqual({ pieces: 0, failure: 'BACKEND_DOWN', calls: 5, waits: 4 });
  });

  it('is not asked for twice once something was heard, or where nobody can speak', async () => {
    expect(await speak(['cut', 'ok'])).toEqual({ pieces: 1, failure: 'PROXY_ERROR', calls: 1, waits: 0 });
    expect(await speak(['SPEECH_UNAVAILABLE', 'ok'])).toEqual({ pieces: 0, failure: 'SPEECH_UNAVAILABLE', calls: 1, waits: 0 });
  });

  it('is not asked for after somebody stopped it', async () => {
    expect(await speak(['BACKEND_DOWN'], new AbortController(), 2)).toEqual({
      pieces: 0,
      failure: 'aborted',
      calls: 2,
      waits: 2,
    });
  });
});
