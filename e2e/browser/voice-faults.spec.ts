import { expect, test } from '@playwright/test';
import { type Product, startProduct } from '../harness/start-product.ts';
import { BrowserSpeech, removeBrowserRecognition } from './browser-speech.ts';
import { ScriptedMicrophone } from './scripted-microphone.ts';
import { VoicePage } from './voice-page.ts';

test.setTimeout(180_000);

test.describe('without any speech provider', () => {
  let product: Product;
  test.beforeAll(async () => {
    product = await startProduct({ name: 'browser-voice-keyless', pages: true });
  });
  test.afterAll(() => product?.stop());

  test('the browser hears and speaks, and the panel says so', async ({ page }) => {
    await ScriptedMicrophone.install(page);
    const speech = await BrowserSpeech.install(page);
    const chat = new VoicePage(page);
    await chat.open(product.url);
    await chat.startHandsFree();
    await expect(chat.panel).toContainText('Heard by this browser · spoken by this browser');
    await speech.hear('what is six times seven');
    await expect(chat.questions).toHaveText('what is six times seven');
    await chat.untilStatus('completed');
    await chat.untilPhase('listening');
    expect((await speech.spoken()).join(' ')).toContain('42');
  });

  test('its own voice does not interrupt itself, unless one wants it to be interrupted', async ({ page }) => {
    await ScriptedMicrophone.install(page);
    await BrowserSpeech.install(page);
    const chat = new VoicePage(page);
    await chat.open(product.url);
    await chat.startHandsFree();
    await chat.button('Voice options').click();
    const protect = chat.panel.getByRole('checkbox', { name: 'Don’t interrupt' });
    await expect(protect).toBeChecked();
    await protect.uncheck();
    await chat.reload();
    await chat.startHandsFree();
    await chat.button('Voice options').click();
    await expect(protect).not.toBeChecked();
  });

  test('it is used in one tab at a time', async ({ page, context }) => {
    const microphone = await ScriptedMicrophone.install(page);
    await BrowserSpeech.install(page);
    const chat = new VoicePage(page);
    await chat.open(product.url);
    await chat.startHandsFree();
    const second = await context.newPage();
    await ScriptedMicrophone.install(second);
    await BrowserSpeech.install(second);
    const other = new VoicePage(second);
    await other.open(product.url);
    await other.startHandsFree();
    await expect(chat.panel).toBeHidden();
    expect(await microphone.openTracks()).toBe(0);
    await expect(other.panel).toHaveAttribute('data-phase', 'listening');
  });

  test('a server that could not be asked is asked again by the next click', async ({ page }) => {
    await ScriptedMicrophone.install(page);
    await BrowserSpeech.install(page);
    const chat = new VoicePage(page);
    await chat.open(product.url);
    await page.route('**/api/voice/config', (route) => route.abort());
    await chat.modeButton.click();
    await expect(page.getByText('Voice could not be loaded. Typing works.')).toBeVisible();
    await page.unroute('**/api/voice/config');
    await chat.startHandsFree();
  });

  test('where nothing can hear, the button says so, and typing works', async ({ page }) => {
    await ScriptedMicrophone.install(page);
    await removeBrowserRecognition(page);
    const chat = new VoicePage(page);
    await chat.open(product.url);
    await chat.modeButton.click();
    await expect(chat.panel.getByRole('alert')).toContainText('Nothing here can understand speech');
    await chat.send('what is 6 times 7');
    await chat.untilStatus('completed');
    await expect(chat.lastAnswer).toContainText('42');
  });

  test('with the setting for it, what was said is edited before it is sent', async ({ page }) => {
    await ScriptedMicrophone.install(page);
    const speech = await BrowserSpeech.install(page);
    const chat = new VoicePage(page);
    await page.goto(`${product.url}/settings`);
    await page.getByRole('combobox', { name: 'What is said with the button' }).selectOption('edit');
    await chat.open(product.url);
    await chat.talkButton.click();
    await chat.untilPhase('listening');
    await expect(chat.talkButton).toHaveAttribute('title', 'Click to send');
    await speech.hear('buy bread');
    await expect(chat.caption).toHaveText('buy bread');
    await chat.talkButton.click();
    await expect(chat.composer).toHaveValue('buy bread', { timeout: 20_000 });
    await expect(chat.questions).toHaveCount(0);
  });

  for (const [fault, words] of [
    ['NotAllowedError', 'The microphone is not allowed'],
    ['NotFoundError', 'No microphone found'],
    ['NotReadableError', 'The microphone does not start'],
  ] as const) {
    test(`a microphone that gives ${fault} is told in words, and trying again works`, async ({ page }) => {
      const microphone = await ScriptedMicrophone.install(page);
      await BrowserSpeech.install(page);
      const chat = new VoicePage(page);
      await chat.open(product.url);
      await microphone.fail(fault);
      await chat.modeButton.click();
      await expect(chat.panel.getByRole('alert')).toContainText(words);
      await expect(chat.composer).toBeEnabled();
      await microphone.fail(null);
      await chat.button('Try again').click();
      await chat.untilPhase('listening');
      await microphone.unplug();
      await expect(chat.panel.getByRole('alert')).toContainText('The microphone was disconnected');
      await page.keyboard.press('Escape');
      await expect(chat.panel).toBeHidden();
      expect(await microphone.openTracks()).toBe(0);
    });
  }
});
