import { expect, test } from '@playwright/test';
import { BRIEF, makeSpeech } from '../standins/deepgram/make-speech.ts';
import { BREAD, BREAD_ANSWER, WEATHER } from '../standins/openai-voice.ts';
import { BrowserSpeech } from './browser-speech.ts';
import { ScriptedMicrophone } from './scripted-microphone.ts';
import { startVoiceProduct, type VoiceProduct } from './start-voice-product.ts';
import { PATIENCE_MS, VoicePage } from './voice-page.ts';

test.setTimeout(400_000);

test.describe('with a speech provider that fails', () => {
  let voice: VoiceProduct;
  test.beforeAll(async () => {
    voice = await startVoiceProduct('browser-voice-failing');
  });
  test.afterEach(() => voice?.deepgram.heal());
  test.afterAll(() => voice?.stop());

  test('an answer that it cannot speak is spoken by the browser', async ({ page }) => {
    await ScriptedMicrophone.install(page);
    const speech = await BrowserSpeech.install(page);
    const chat = new VoicePage(page);
    voice.openAi.answer(BREAD_ANSWER);
    await chat.open(voice.product.url);
    await chat.send('hello');
    await chat.untilStatus('completed');
    voice.deepgram.fail('speak', { status: 503 });
    await chat.lastAnswer.getByRole('button', { name: 'Read aloud' }).click();
    await expect.poll(async () => (await speech.spoken()).join(' '), { timeout: PATIENCE_MS }).toContain(BREAD_ANSWER);
  });

  test('without its live socket recordings are transcribed', async ({ page }) => {
    const microphone = await ScriptedMicrophone.install(page);
    const chat = new VoicePage(page);
    voice.openAi.answer(BREAD_ANSWER);
    await chat.open(voice.product.url);
    voice.deepgram.fail('live', { status: 503 });
    await chat.hold();
    await microphone.say(await makeSpeech(BREAD, BRIEF));
    await chat.release();
    await expect(chat.questions).toHaveCount(1, { timeout: PATIENCE_MS });
    expect(voice.deepgram.requests.some(({ route }) => route === 'listen')).toBe(true);
    await chat.untilStatus('completed');
  });
});

test.describe('with a speech provider that fails in one way or another', () => {
  let voice: VoiceProduct;
  test.beforeAll(async () => {
    // One failure must not hide the next.
    const env = { TRANSCRIBE_TIMEOUT_MS: '3000', MODEL_BREAKER_FAILURES: '1000' };
    voice = await startVoiceProduct('browser-voice-faults', { env });
  });
  test.afterAll(() => voice?.stop());

  test('every failure is told in words, nothing is sent, and typing works', async ({ page }) => {
    const microphone = await ScriptedMicrophone.install(page);
    const chat = new VoicePage(page);
    voice.openAi.answer(BREAD_ANSWER);
    await chat.open(voice.product.url);
    const sound = await makeSpeech(BREAD, BRIEF);
    const note = chat.panel.getByText('What you said could not be understood');
    for (const fault of [{ status: 401 }, { status: 402 }, { status: 429 }, { status: 500 }, 'stall', 'cut'] as const) {
      for (const route of ['live', 'listen'] as const) voice.deepgram.fail(route, fault);
      await chat.hold();
      await expect(note).toBeHidden();
      await microphone.say(sound);
      await chat.release();
      await expect(note, JSON.stringify(fault)).toBeVisible({ timeout: PATIENCE_MS });
      expect(await microphone.openTracks()).toBe(0);
    }
    await expect(chat.questions).toHaveCount(0);
    await expect.poll(() => voice.deepgram.open(), { timeout: PATIENCE_MS }).toMatchObject({ live: 0, calls: 0 });
    await chat.send('hello');
    await chat.untilStatus('completed');
    await expect(chat.lastAnswer).toContainText(BREAD_ANSWER);
  });
});

test.describe('with two speech providers', () => {
  let voice: VoiceProduct;
  test.beforeAll(async () => {
    voice = await startVoiceProduct('browser-voice-doubled', { isDoubled: true });
  });
  test.afterAll(() => voice?.stop());

  test('the second hears and speaks where the first cannot, and nobody has to do anything', async ({ page }) => {
    const microphone = await ScriptedMicrophone.install(page);
    const chat = new VoicePage(page);
    const speakers: string[] = [];
    page.on('response', (response) => {
      if (response.url().endsWith('/api/voice/speak'))
        speakers.push(`${response.status()} ${response.headers()['x-speech-provider']}`);
    });
    voice.openAi.answer(BREAD_ANSWER);
    for (const route of ['live', 'grant', 'listen', 'speak'] as const) voice.deepgram.fail(route, { status: 503 });
    await chat.open(voice.product.url);
    await chat.hold();
    const record = await chat.record();
    await microphone.say(await makeSpeech(BREAD, BRIEF));
    await chat.release();
    // What the second provider hears, whatever it is given.
    await expect(chat.questions).toHaveText(WEATHER, { timeout: PATIENCE_MS });
    await chat.untilStatus('completed');
    await expect(chat.panel).toBeHidden({ timeout: PATIENCE_MS });
    expect((await record()).map(({ phase }) => phase)).toEqual(['listening', 'transcribing', 'thinking', 'speaking']);
    expect(new Set(speakers)).toEqual(new Set(['200 speech-server']));
  });
});
