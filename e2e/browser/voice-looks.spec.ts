import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, type TestInfo, test } from '@playwright/test';
import { type Product, startProduct } from '../harness/start-product.ts';
import { BrowserSpeech } from './browser-speech.ts';
import { ScriptedMicrophone } from './scripted-microphone.ts';
import { VoicePage } from './voice-page.ts';

let product: Product;
test.beforeAll(async () => {
  product = await startProduct({ name: 'browser-voice-looks', pages: true });
});
test.afterAll(() => product?.stop());
test.setTimeout(180_000);

/** No violation, nothing wider than the screen; a picture for whoever wants to look. */
async function inspect(page: Page, state: string, info: TestInfo): Promise<void> {
  await page.screenshot({ path: info.outputPath(`${state}.png`) });
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${state}, ${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)).toEqual(
    [],
  );
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), `${state} fits`).toBeLessThanOrEqual(0);
}

for (const [width, height, colorScheme] of [
  [360, 740, 'light'],
  [768, 900, 'dark'],
  [1440, 900, 'light'],
  [1440, 900, 'dark'],
] as const) {
  test(`every state of voice can be read and used, ${width} px, ${colorScheme}`, async ({ browser }, info) => {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce' });
    const page = await context.newPage();
    const microphone = await ScriptedMicrophone.install(page);
    const speech = await BrowserSpeech.install(page);
    const chat = new VoicePage(page);
    await chat.open(product.url);
    await chat.talkButton.click();
    await chat.untilPhase('listening');
    await speech.hear('please add a task');
    await expect(chat.caption).toHaveText('please add a task');
    await inspect(page, 'push-to-talk', info);
    await page.keyboard.press('Escape');
    await expect(chat.panel).toBeHidden();

    await microphone.fail('NotAllowedError');
    await chat.modeButton.click();
    await expect(chat.panel.getByRole('alert')).toBeVisible();
    await inspect(page, 'not-allowed', info);
    await microphone.fail(null);
    await chat.button('Try again').click();
    await chat.untilPhase('listening');
    await chat.button('Voice options').click();
    await inspect(page, 'listening-with-options', info);
    await chat.button('Voice options').click();
    await chat.button('Mute').click();
    await expect(chat.panel).toContainText('Muted');
    await inspect(page, 'muted', info);
    await chat.button('Unmute').click();

    await speech.holdSpeech();
    await speech.hear('what is six times seven');
    await chat.untilPhase('speaking');
    await chat.untilStatus('completed');
    await inspect(page, 'speaking', info);
    await chat.button('Stop speaking').click();
    await expect(chat.lastAnswer).toContainText(/Interrupted/);
    await chat.untilPhase('listening');
    await inspect(page, 'interrupted', info);
    await page.keyboard.press('Escape');
    await expect(chat.panel).toBeHidden();

    await page.goto(`${product.url}/settings`);
    await expect(page.getByRole('combobox', { name: 'Speed' })).toBeVisible();
    await inspect(page, 'settings', info);
    await context.close();
  });
}
