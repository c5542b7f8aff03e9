import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ApprovalStep } from '../run-view.ts';
import { createTestSession } from './fixtures/create-test-session.ts';
import { startSpeechServer } from './fixtures/start-speech-server.ts';
import { MicrophoneError } from './microphone.ts';
import { toStageDurations } from './turn-timing.ts';

type Session = ReturnType<typeof createTestSession>;

let server: Awaited<ReturnType<typeof startSpeechServer>>;
let test: Session;

beforeEach(async () => {
  server = await startSpeechServer();
});
afterEach(async () => {
  test.session.close();
  expect(test.ears.every(({ isClosed }) => isClosed)).toBe(true);
  await vi.waitFor(() => expect(server.sockets()).toBe(0));
  await server.stop();
});

const reach = (phase: string) => vi.waitFor(() => expect(test.phase()).toBe(phase));

async function begin() {
  test.session.press();
  await vi.waitFor(() => expect(test.session.store.getState().voice.mic).toBe('open'));
}

/** Says the words and waits until they are a message. */
async function ask(words: string) {
  await vi.waitFor(() => expect(server.sockets()).toBe(1));
  test.speak();
  await vi.waitFor(() => expect(server.liveBytes()).toBeGreaterThan(0));
  server.say(words, { is_final: true });
  await vi.waitFor(() => expect(test.session.store.getState().voice.words).toBe(words));
  test.fallSilent();
  await reach('thinking');
}

const ANSWER = 'It is noon in Rome. The sun shines. Nothing else happens today.';

/** An answer that is being heard, up to a part of its first sentence. */
async function hearAnswer() {
  await begin();
  await ask('what time is it');
  test.write({ text: ANSWER });
  await reach('speaking');
  // All of its first sentence is there.
  await vi.waitFor(() => expect(test.audio.started.reduce((sum, { seconds }) => sum + seconds, 0)).toBeGreaterThan(0.9));
  test.audio.advance(0.6);
}

describe('a spoken conversation', () => {
  it('goes from speech to speech, and listens again', async () => {
    test = createTestSession(server);
    await hearAnswer();
    expect(test.log).toContain('send what time is it');
    test.write({ status: 'completed' });
    await vi.waitFor(() => {
      test.audio.advance(1);
      expect(test.phase()).toBe('listening');
    });
    expect(server.spoken).toEqual(['It is noon in Rome.', 'The sun shines.', 'Nothing else happens today.']);
    expect(server.sockets()).toBe(1);
    const timing = test.session.store.getState().timings.find(({ turn }) => turn === 1);
    const stages = toStageDurations(timing ?? { turn: 0 });
    expect(stages.map(({ mark }) => mark)).toEqual(['words', 'firstToken', 'firstSentence', 'firstAudio']);
    expect(stages.every(({ ms }) => ms >= 0)).toBe(true);
  });

  it('is silent in the moment that somebody speaks, and words end the answer', async () => {
    test = createTestSession(server);
    await hearAnswer();
    expect(test.audio.audible()).toBe(1);
    test.speak();
    expect(test.audio.audible()).toBe(0);
    expect(test.phase()).toBe('interrupted');
    // With the sound that is already on its way to the ear.
    const { stopMs = 0, spokenBy } = test.session.store.getState().timings.find(({ turn }) => turn === 1) ?? {};
    expect(stopMs).toBeGreaterThanOrEqual(20);
    expect(spokenBy).toBe('mouth');
    await vi.waitFor(() => expect(server.liveBytes()).toBeGreaterThan(12 * 1_024));
    server.say('no wait', {});
    await reach('listening');
    await vi.waitFor(() => expect(test.log).toContain('stop run_1'));
    const heard = test.log.find((line) => line.startsWith('heard run_1'));
    expect(ANSWER.slice(0, Number(heard?.split(' ').at(-1)))).toBe('It is noon');
    server.say('no wait what about Paris', { is_final: true });
    await vi.waitFor(() => expect(test.session.store.getState().voice.words).toBe('no wait what about Paris'));
    test.fallSilent();
    await vi.waitFor(() => expect(test.log).toContain('send no wait what about Paris'));
    expect(test.phase()).toBe('thinking');
  });

  it('goes on where it stopped when nobody said a word', async () => {
    test = createTestSession(server);
    await hearAnswer();
    test.speak();
    const { length } = test.audio.started;
    test.hearNothing();
    await reach('speaking');
    // 0.6 s on the clock, less the lead-in of 0.02 s.
    const { started } = test.audio;
    const resumed = started[length];
    const before = started.slice(0, length).reduce((most, { at }) => (at <= 0.6 ? Math.max(most, at) : most), 0);
    expect(resumed?.offset).toBeCloseTo(0.6 - before, 2);
    expect(test.log.filter((line) => /heard|stop/.test(line))).toEqual([]);
  });

  it('does not let itself be interrupted when it must not', async () => {
    test = createTestSession(server);
    await hearAnswer();
    test.settings.setState({ isProtected: true });
    test.speak();
    server.say('words');
    expect([test.phase(), test.audio.audible()]).toEqual(['speaking', 1]);
  });

  it('is not interrupted by the browser’s own voice, which the microphone may hear, unless one wants it to be', async () => {
    test = createTestSession(server, { config: { synthesis: null } });
    await hearAnswer();
    test.speak();
    server.say('it is noon in Rome');
    expect([test.phase(), test.audio.audible()]).toEqual(['speaking', 1]);
    test.fallSilent();
    test.settings.setState({ isProtected: false });
    test.speak();
    expect(test.phase()).toBe('interrupted');
  });

  it('decides by voice, and asks again when that was no decision', async () => {
    test = createTestSession(server);
    await begin();
    await ask('run the code');
    const approval = { kind: 'approval', id: 'appr_1', decision: 'pending', tool: 'run_code' } as ApprovalStep;
    test.write({ steps: [approval] });
    await vi.waitFor(() => expect(server.spoken).toEqual(['I need your approval. Shall I go ahead?']));
    const answerBy = async (words: string) => {
      const bytes = server.liveBytes();
      test.speak();
      await vi.waitFor(() => expect(server.liveBytes()).toBeGreaterThan(bytes + 9_000));
      server.say(words, { is_final: true });
      await vi.waitFor(() => expect(test.session.store.getState().voice.words).toBe(words));
      test.fallSilent();
    };
    test.audio.advance(2);
    await answerBy('well maybe later');
    await vi.waitFor(() => expect(server.spoken).toHaveLength(2));
    test.audio.advance(2);
    await answerBy('yes please');
    await vi.waitFor(() => expect(test.log).toContain('approve appr_1'));
    await vi.waitFor(() => expect(server.spoken.at(-1)).toBe('Approved.'));
    expect(test.log.filter((line) => line.startsWith('send'))).toEqual(['send run the code']);
  });

  it('works with recordings alone', async () => {
    test = createTestSession(server, { hasStream: false });
    await begin();
    test.speak();
    test.fallSilent();
    await vi.waitFor(() => expect(test.log).toContain('send hello there'));
    expect(server.recordings).toEqual([{ type: 'audio/wav', bytes: expect.any(Number) }]);
    expect(server.sockets()).toBe(0);
  });

  it('makes no message of silence, and says what failed', async () => {
    test = createTestSession(server, { hasStream: false });
    server.answers.transcript = '';
    await begin();
    test.speak();
    test.fallSilent();
    await vi.waitFor(() => expect(test.session.store.getState().voice.notice).toBe('nothing_heard'));
    server.answers.transcribe = 503;
    test.speak();
    test.fallSilent();
    await vi.waitFor(() => expect(test.session.store.getState().voice.notice).toBe('recogniser_failed'));
    expect(test.phase()).toBe('listening');
    expect(test.log.filter((line) => line.startsWith('send'))).toEqual([]);
  });

  it('shows an answer that cannot be spoken, and listens again', async () => {
    test = createTestSession(server);
    server.answers.speak = 503;
    await begin();
    await ask('what time is it');
    test.write({ text: ANSWER, status: 'completed' });
    await reach('listening');
    expect(test.session.store.getState().voice.notice).toBe('speech_failed');
  });
});

describe('push to talk', () => {
  it('sends the recording of what was said while it was held', async () => {
    test = createTestSession(server, { mode: 'push_to_talk', hasStream: false });
    await begin();
    test.session.release();
    expect(test.ears[0]?.isClosed).toBe(true);
    await vi.waitFor(() => expect(test.log).toContain('send hello there'));
    expect(server.recordings[0]?.type).toBe('audio/webm');
  });

  it('closes a microphone that opens after the release', async () => {
    test = createTestSession(server, { mode: 'push_to_talk' });
    const { promise, resolve } = Promise.withResolvers<void>();
    test.opening.gate = promise;
    test.session.press();
    test.session.release();
    expect(test.phase()).toBe('idle');
    resolve();
    await vi.waitFor(() => expect(test.ears[0]?.isClosed).toBe(true));
    expect(test.phase()).toBe('idle');
  });

  it('says why there is no microphone', async () => {
    test = createTestSession(server, { mode: 'push_to_talk' });
    test.opening.error = new MicrophoneError('no_permission');
    test.session.press();
    await reach('error');
    expect(test.session.store.getState().voice.fault).toBe('no_permission');
  });
});

describe('leaving', () => {
  it('closes everything and leaves the run to the chat', async () => {
    test = createTestSession(server);
    await hearAnswer();
    test.session.stop();
    expect([test.phase(), test.audio.audible(), test.ears[0]?.isClosed]).toEqual(['idle', 0, true]);
    await vi.waitFor(() => expect(server.sockets()).toBe(0));
    expect(test.log.filter((line) => /heard|stop/.test(line))).toEqual([]);
  });
});

describe('what the user asks for besides', () => {
  it('hears nothing while it is muted, and is not muted when it begins again', async () => {
    test = createTestSession(server);
    const isMuted = () => test.session.store.getState().isMuted;
    test.session.mute(true);
    expect(isMuted()).toBe(false);
    await begin();
    test.session.mute(true);
    expect([isMuted(), test.log.at(-1)]).toEqual([true, 'mute true']);
    test.session.stop();
    await begin();
    expect(isMuted()).toBe(false);
  });

  it('gives words away to be edited, and starts nothing', async () => {
    test = createTestSession(server, { mode: 'push_to_talk', hasStream: false });
    test.settings.setState({ isEdited: true });
    await begin();
    server.answers.transcript = 'call ana';
    test.session.release();
    await vi.waitFor(() => expect(test.log).toContain('edit call ana'));
    await reach('idle');
    expect(test.log.filter((line) => line.startsWith('send'))).toEqual([]);
  });
});
