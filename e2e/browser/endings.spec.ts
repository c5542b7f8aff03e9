import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { type Product, startProduct } from '../harness/start-product.ts';
import { HALF, RETRY_AFTER_SECONDS, startOpenAiEndings } from '../standins/openai-endings.ts';
import type { ScriptedOpenAi } from '../standins/scripted-openai.ts';
import { ChatPage } from './chat-page.ts';

let openAi: ScriptedOpenAi;
let product: Product;

test.beforeAll(async () => {
  openAi = await startOpenAiEndings();
  const env = { OPENAI_API_KEY: 'sk-stand-in', OPENAI_BASE_URL: openAi.baseUrl };
  product = await startProduct({ name: 'browser-endings', pages: true, env });
});

test.afterAll(async () => {
  await product?.stop();
  await openAi?.stop();
});

/** No violation, and nothing wider than the screen. */
async function inspect(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
}

async function askFor(page: Page, text: string, status: string): Promise<ChatPage> {
  const chat = new ChatPage(page);
  await chat.open(product.url);
  await chat.send(text);
  await chat.untilStatus(status);
  return chat;
}

test('an answer that is cut off says so, also after a reload, and goes on', async ({ page }) => {
  const chat = await askFor(page, 'to be cut off', 'completed');
  for (const visit of ['live', 'reloaded']) {
    if (visit === 'reloaded') await chat.reload();
    await expect(chat.lastAnswer).toContainText(HALF);
    await expect(chat.lastAnswer.getByRole('note')).toContainText("Cut off at the model's length limit");
  }
  await chat.lastAnswer.getByRole('button', { name: 'Continue' }).click();
  await expect(chat.answers).toHaveCount(2);
  await chat.untilStatus('completed');
  await expect(chat.lastAnswer).toContainText('A whole answer.');
});

test('a content filter and a stop say what they are, also after a reload', async ({ page }) => {
  const chat = await askFor(page, 'to be filtered', 'completed');
  await chat.send('something endless');
  await chat.untilWriting(HALF);
  await chat.stopButton.click();
  await chat.untilStatus('cancelled');
  for (const visit of ['live', 'reloaded']) {
    if (visit === 'reloaded') await chat.reload();
    await expect(chat.answers.first().getByRole('note')).toContainText('The content filter of OpenAI cut this answer off.');
    await expect(chat.lastAnswer.getByRole('note')).toContainText('Stopped. Nothing billed afterwards.');
    await expect(chat.lastAnswer.getByRole('button', { name: 'Continue' })).toBeVisible();
  }
});

test('Esc closes the nearest thing, and stops nothing out of a field', async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open(product.url);
  await chat.send('something endless');
  await chat.untilWriting(HALF);
  const question = chat.questions.last();
  await question.getByRole('button', { name: 'Edit message' }).click();
  await page.keyboard.press('Escape');
  await expect(question.getByRole('textbox')).toHaveCount(0);
  await expect(question.getByRole('button', { name: 'Edit message' })).toBeFocused();
  await page.getByRole('button', { name: /^Agent:/ }).click();
  await expect(page.getByRole('menu', { name: 'Agent' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu', { name: 'Agent' })).toBeHidden();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  const search = page.getByRole('searchbox', { name: 'Search conversations' });
  await search.fill('mill');
  await search.press('Escape');
  await expect(search).toHaveValue('');
  await search.press('Escape');
  await chat.composer.focus();
  await chat.composer.dispatchEvent('keydown', { key: 'Escape', isComposing: true, bubbles: true });
  await expect(chat.composer).toBeFocused();
  await chat.composer.press('Escape');
  await expect(chat.stopButton).toBeFocused();
  await chat.untilWriting(HALF);
  await page.keyboard.press('Escape');
  await chat.untilStatus('cancelled');
  await expect(chat.composer).toBeFocused();
});

test('typing works after every dialog, menu and form', async ({ page }) => {
  const chat = await askFor(page, 'a question', 'completed');
  await chat.lastAnswer.getByRole('button', { name: 'Regenerate', exact: true }).click();
  await expect(chat.lastAnswer.getByRole('group', { name: 'Versions' })).toContainText('2/2');
  await chat.untilStatus('completed');
  let typed = '';
  const type = async (after: string) => {
    await page.keyboard.type(after.charAt(0));
    typed += after.charAt(0);
    await expect(chat.composer, after).toHaveValue(typed);
    await expect(chat.composer, after).toBeFocused();
  };
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('keyboard');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await page.keyboard.press('Escape');
  await type('shortcuts');
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').press('Escape');
  await type('palette');
  await page.getByRole('button', { name: /^Agent:/ }).click();
  await page.keyboard.press('Escape');
  await type('menu');
  await page.getByRole('button', { name: /^Agent:/ }).click();
  await page.getByRole('menuitemradio', { name: 'Code' }).click();
  await type('agent');
  await chat.questions.last().getByRole('button', { name: 'Edit message' }).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await type('edit');
  await chat.lastAnswer.getByRole('button', { name: 'Previous version' }).click();
  await expect(chat.lastAnswer.getByRole('button', { name: 'Next version' })).toBeFocused();
  await type('version');
  await chat.conversations
    .getByRole('button', { name: /^Actions for/ })
    .first()
    .click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await page.getByRole('textbox', { name: 'Conversation title' }).press('Escape');
  await type('rename');
});

// Last: after it the provider is paused.
test('a failure is a card with its cause, a countdown and ways on; it is said once and stays after a reload', async ({
  page,
}) => {
  const chat = await askFor(page, 'hit the rate limit', 'failed');
  const card = chat.lastAnswer.getByTestId('failure');
  await expect(card.getByRole('alert')).toHaveText('OpenAI asks us to wait (rate limit).');
  const countdown = card.getByRole('timer');
  await expect(countdown).toHaveText(/^Try again in \d+ s\.$/);
  const secondsLeft = async () => Number(/\d+/.exec(await countdown.innerText())?.[0]);
  const first = await secondsLeft();
  expect(first).toBeLessThanOrEqual(RETRY_AFTER_SECONDS);
  await expect.poll(secondsLeft).toBeLessThan(first);
  await expect(chat.composer).toBeFocused();
  await inspect(page);

  await chat.reload();
  await expect(card).toContainText('OpenAI asks us to wait (rate limit).');
  await expect(page.getByRole('alert').filter({ hasText: 'OpenAI' })).toHaveCount(0);
  await page.setViewportSize({ width: 360, height: 740 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await inspect(page);

  await card.getByRole('button', { name: 'Another model or agent' }).click();
  await page.getByRole('menuitem', { name: 'Code' }).click();
  await expect(chat.lastAnswer.getByRole('group', { name: 'Versions' })).toContainText('2/2');
  await chat.untilStatus('failed');
  await expect(card.getByRole('alert')).toContainText('OpenAI');
  await expect(card.getByRole('button', { name: 'Retry' })).toBeEnabled();
});
