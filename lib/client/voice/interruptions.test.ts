import { expect, it, vi } from 'vitest';
import { createTestSession } from './fixtures/create-test-session.ts';
import { startSpeechServer } from './fixtures/start-speech-server.ts';

const TURNS = 100;
const SOON = { timeout: 20_000, interval: 2 };
const ANSWER = 'It is noon in Rome. The sun shines. Nothing else happens today.';

it(`after ${TURNS} interruptions of speech that is still being made no call and one socket are open, and none after the end`, async () => {
  const server = await startSpeechServer();
  const test = createTestSession(server);
  const until = (check: () => unknown) => vi.waitFor(() => expect(check()).toBe(true), SOON);
  const words = () => test.session.store.getState().voice.words;
  const count = (what: string) => test.log.filter((line) => line.startsWith(what)).length;

  /** Somebody says something new, into the answer if there is one. */
  async function say(text: string): Promise<void> {
    const bytes = server.liveBytes();
    test.speak();
    await until(() => server.liveBytes() > bytes);
    server.say(text, { is_final: true });
    await until(() => words() === text);
    test.fallSilent();
    await until(() => test.phase() === 'thinking');
  }

  server.answers.isHeld = true;
  test.session.press();
  await until(() => server.sockets() === 1);
  await say('what time is it');
  for (let turn = 1; turn <= TURNS; turn += 1) {
    test.write({ text: ANSWER });
    await until(() => test.phase() === 'speaking');
    expect(server.calls()).toBe(1);
    test.audio.advance(0.3);
    await say(`no wait ${turn}`);
    expect(test.audio.audible()).toBe(0);
    await until(() => server.calls() === 0);
  }
  expect(server.sockets()).toBe(1);
  expect([count('send'), count('stop run_'), count('heard run_')]).toEqual([TURNS + 1, TURNS, TURNS]);
  test.session.close();
  await until(() => server.sockets() === 0 && server.calls() === 0);
  await server.stop();
});
