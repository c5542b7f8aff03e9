import { expect, type Page, test } from '@playwright/test';
import { wordErrorRate } from '../harness/word-error-rate.ts';
import { decodeAudio } from '../standins/deepgram/ffmpeg.ts';
import { BRIEF, makeNoise, makeSpeech } from '../standins/deepgram/make-speech.ts';
import { createRecogniserPool } from '../standins/deepgram/recogniser.ts';
import { BREAD, BREAD_ANSWER, STORY, WEATHER, WEATHER_ANSWER } from '../standins/openai-voice.ts';
import { OutputTap } from './output-tap.ts';
import { ScriptedMicrophone } from './scripted-microphone.ts';
import { startVoiceProduct, type VoiceProduct } from './start-voice-product.ts';
import { PATIENCE_MS, VoicePage } from './voice-page.ts';

test.setTimeout(400_000);

let voice: VoiceProduct;
let bread: Buffer;
let weather: Buffer;
let story: Buffer;
let objection: Buffer;

test.beforeAll(async () => {
  voice = await startVoiceProduct('browser-voice');
  [bread, weather] = [await makeSpeech(BREAD, BRIEF), await makeSpeech(WEATHER, BRIEF)];
  story = await makeSpeech('tell me about the old man', BRIEF);
  objection = await makeSpeech([BREAD, WEATHER], { ...BRIEF, pauseSeconds: 0.2 });
});
test.afterEach(() => voice?.deepgram.heal());
test.afterAll(() => voice?.stop());

type Message = { message_id: string; role: string; content: string; metadata: { heard_chars?: number } };

/** The conversation as the server keeps it; empty before it has an address. */
async function readMessages(page: Page): Promise<Message[]> {
  const id = /\/c\/(\w+)$/.exec(page.url())?.[1];
  if (id === undefined) return [];
  const answer = await page.request.get(`${voice.product.url}/api/conversations/${id}/messages?limit=200`);
  return ((await answer.json()) as { messages: Message[] }).messages;
}

/** Spoken turns that browsers reported to this product. */
async function countTurns(page: Page): Promise<number> {
  const text = await (await page.request.get(`${voice.product.url}/metrics`)).text();
  return Number(/^cartrita_voice_turn_seconds_count\{heard_by="deepgram",spoken_by="deepgram"\} (\d+)$/m.exec(text)?.[1] ?? 0);
}

/** The newest message is what was said. */
async function expectHeard(chat: VoicePage, said: string): Promise<void> {
  const text = await chat.questions.last().innerText();
  console.log(`said "${said}", heard "${text}"`);
  expect(wordErrorRate(said, text)).toBeLessThanOrEqual(0.2);
}

/** Nothing of a spoken conversation is left open at the vendor. */
async function untilNothingIsOpen(): Promise<void> {
  await expect.poll(() => voice.deepgram.open(), { timeout: PATIENCE_MS }).toMatchObject({ live: 0, calls: 0 });
}

test('push to talk: what was said is a message, its answer is spoken, and the microphone is closed', async ({ page }) => {
  const microphone = await ScriptedMicrophone.install(page);
  const chat = new VoicePage(page);
  await chat.open(voice.product.url);
  voice.openAi.answer(BREAD_ANSWER);
  await chat.hold();
  const record = await chat.record();
  await microphone.say(bread);
  await chat.release();
  await expect(chat.questions).toHaveCount(1, { timeout: PATIENCE_MS });
  await expectHeard(chat, BREAD);
  await chat.untilStatus('completed');
  await expect(chat.lastAnswer).toContainText(BREAD_ANSWER);
  await expect(chat.panel).toBeHidden({ timeout: PATIENCE_MS });
  // Recordings are asked for where the last words of the live sound are late.
  const phases = (await record()).map(({ phase }) => phase).filter((phase) => phase !== 'transcribing');
  expect(phases).toEqual(['listening', 'endpointing', 'thinking', 'speaking']);
  expect(await microphone.openTracks()).toBe(0);
  await untilNothingIsOpen();
});

test('hands-free: three turns without a hand, and captions while one speaks', async ({ page }) => {
  const microphone = await ScriptedMicrophone.install(page);
  const chat = new VoicePage(page);
  await chat.open(voice.product.url);
  const before = await countTurns(page);
  await chat.startHandsFree();
  const record = await chat.record();
  const seen = async (phase: string) => (await record()).filter((each) => each.phase === phase);
  for (const [turn, said, sound, answer] of [
    [1, BREAD, bread, BREAD_ANSWER],
    [2, WEATHER, weather, WEATHER_ANSWER],
    [3, BREAD, bread, BREAD_ANSWER],
  ] as const) {
    voice.openAi.answer(answer);
    await microphone.say(sound);
    await expect(chat.questions).toHaveCount(turn, { timeout: PATIENCE_MS });
    await expectHeard(chat, said);
    await expect(chat.lastAnswer).toContainText(answer, { timeout: PATIENCE_MS });
    await expect.poll(async () => (await seen('speaking')).length, { timeout: PATIENCE_MS }).toBe(turn);
    await chat.untilPhase('listening');
  }
  expect(await seen('error')).toEqual([]);
  // While one speaks.
  expect((await seen('listening')).filter(({ caption }) => /\w+ \w+/.test(caption)).length).toBeGreaterThanOrEqual(3);
  await expect(chat.panel).toContainText(/first sound/);
  await chat.panel.locator('.turn-latency > summary').click();
  console.log(
    `stages of the newest turn: ${(await chat.panel.locator('.turn-latency').first().innerText()).replaceAll('\n', ' ')}`,
  );
  await chat.button('End voice mode').click();
  await expect(chat.panel).toBeHidden();
  await expect.poll(() => countTurns(page)).toBe(before + 3);
  expect(await microphone.openTracks()).toBe(0);
  await untilNothingIsOpen();
});

test('noise is no message', async ({ page }) => {
  const microphone = await ScriptedMicrophone.install(page);
  const chat = new VoicePage(page);
  await chat.open(voice.product.url);
  await chat.startHandsFree();
  await microphone.say(await makeNoise(3));
  await expect(chat.panel).toHaveAttribute('data-phase', 'listening');
  await expect(chat.questions).toHaveCount(0);
  await chat.button('End voice mode').click();
  await untilNothingIsOpen();
});

test('speaking into an answer ends it: what was heard of it stays, the rest is marked, nothing stays open', async ({ page }) => {
  const microphone = await ScriptedMicrophone.install(page);
  const chat = new VoicePage(page);
  await chat.open(voice.product.url);
  await chat.startHandsFree();
  voice.openAi.answer(STORY);
  await microphone.say(story);
  await chat.untilPhase('speaking');
  const told = chat.answers.first();
  await expect(told).toContainText('Every morning');
  voice.openAi.answer(BREAD_ANSWER);
  // Without words for 1.2 s it is a false alarm, and a busy recogniser may take longer: so it is a long sentence, and said again.
  await expect(async () => {
    await microphone.say(objection);
    await expect(chat.questions).toHaveCount(2, { timeout: 20_000 });
  }).toPass({ timeout: 2 * PATIENCE_MS });
  await expect(chat.lastAnswer).toContainText(BREAD_ANSWER, { timeout: PATIENCE_MS });
  await expect(told).toContainText('Interrupted here');
  const first = (await readMessages(page)).find(({ role }) => role === 'assistant');
  const heard = first?.metadata.heard_chars ?? -1;
  expect(heard).toBeGreaterThan(0);
  expect(heard).toBeLessThan(STORY.length);
  expect(first?.content.startsWith(STORY.slice(0, heard))).toBe(true);
  await expect(told.getByTestId('markdown').first()).toHaveText(STORY.slice(0, heard).trim());
  await chat.button('End voice mode').click();
  await untilNothingIsOpen();
});

/** `BARGE_INS=100` for the long run. */
const BARGE_INS = Number(process.env.BARGE_INS ?? 3);
/** Generous: the answer would have gone on for many seconds. */
const SILENT_WITHIN_SECONDS = 0.5;

test.describe('with an ear at the loudspeaker', () => {
  // It is a module of the test's own.
  test.use({ bypassCSP: true });

  test(`after ${BARGE_INS} interruptions in a row nothing is open, each fell silent at once, and each is marked`, async ({
    page,
  }, info) => {
    test.setTimeout(120_000 + BARGE_INS * 60_000);
    const microphone = await ScriptedMicrophone.install(page);
    const tap = await OutputTap.install(page);
    const chat = new VoicePage(page);
    voice.openAi.answer(STORY);
    await chat.open(voice.product.url);
    await chat.startHandsFree();
    // The list renders only what is near the screen.
    const newest = async () => (await readMessages(page)).findLast(({ role }) => role === 'user')?.message_id;
    for (let turn = 1; turn <= BARGE_INS + 1; turn += 1) {
      const before = await newest();
      // What a busy recogniser hears too late is a false alarm, and said again.
      await expect(async () => {
        await microphone.say(turn === 1 ? story : weather);
        await expect.poll(newest, { timeout: 15_000 }).not.toBe(before);
      }).toPass({ timeout: PATIENCE_MS });
      await chat.untilPhase('speaking');
    }
    await chat.button('Stop speaking').click();
    const marked = async () => (await readMessages(page)).filter(({ metadata }) => metadata.heard_chars !== undefined).length;
    await expect.poll(marked, { timeout: PATIENCE_MS }).toBeGreaterThanOrEqual(Math.min(BARGE_INS + 1, 100));
    const stops = (await tap.stops()).filter(({ before }) => before > 0);
    // A busy machine has gaps in its speech, and an interruption there proves nothing.
    expect(stops.length).toBeGreaterThan(0);
    const ms = stops.map(({ after }) => Math.round(after * 1_000)).toSorted((left, right) => left - right);
    const measured = `silent after ${ms[Math.floor(ms.length / 2)]} ms (median), ${ms.at(-1)} ms (longest) of ${ms.length}`;
    console.log(measured);
    await info.attach('barge-in', { body: JSON.stringify({ unit: 'ms', silentAfter: ms }), contentType: 'application/json' });
    expect(Math.max(...stops.map(({ after }) => after)), measured).toBeLessThan(SILENT_WITHIN_SECONDS);
    await chat.button('End voice mode').click();
    expect(await microphone.openTracks()).toBe(0);
    await untilNothingIsOpen();
  });
});

test('what is played is speech that says the answer', async ({ page }) => {
  const microphone = await ScriptedMicrophone.install(page);
  const chat = new VoicePage(page);
  const sounds: Promise<Buffer>[] = [];
  // A voice that was chosen when another provider spoke is nobody's now: the usual one speaks.
  await page.addInitScript(() => {
    localStorage.setItem('cartrita.voice', JSON.stringify({ state: { voice: 'voice-of-another-provider' }, version: 0 }));
  });
  await page.route('**/api/voice/speak', async (route) => {
    const response = await route.fetch();
    sounds.push(response.body());
    await route.fulfill({ response });
  });
  await chat.open(voice.product.url);
  voice.openAi.answer(WEATHER_ANSWER);
  await chat.send('What about the weather?');
  await chat.untilStatus('completed');
  await chat.lastAnswer.getByRole('button', { name: 'Read aloud' }).click();
  await expect(chat.lastAnswer.getByRole('button', { name: 'Stop reading' })).toBeVisible();
  await expect(chat.lastAnswer.getByRole('button', { name: 'Read aloud' })).toBeVisible({ timeout: PATIENCE_MS });
  const pcm = await Promise.all((await Promise.all(sounds)).map((sound) => decodeAudio(sound)));
  const pool = createRecogniserPool();
  const recogniser = await pool.take();
  await recogniser.push(Buffer.concat(pcm));
  const heard = (await recogniser.finish()).map(({ word }) => word).join(' ');
  pool.stop();
  expect(wordErrorRate(WEATHER_ANSWER, heard)).toBeLessThanOrEqual(0.2);
  expect(await microphone.openTracks()).toBe(0);
});
