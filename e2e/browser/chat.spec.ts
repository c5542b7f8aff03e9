import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { type Product, startProduct } from '../harness/start-product.ts';
import { LONG_ANSWER, type OpenAiStandin, SHORT_ANSWER, startOpenAi } from '../standins/openai.ts';
import { ChatPage } from './chat-page.ts';

let openAi: OpenAiStandin;
let product: Product;

test.beforeAll(async () => {
  openAi = await startOpenAi();
  const env = { OPENAI_API_KEY: 'sk-stand-in', OPENAI_BASE_URL: openAi.baseUrl };
  product = await startProduct({ name: 'browser', pages: true, env });
});

test.afterAll(async () => {
  await product?.stop();
  await openAi?.stop();
});

const FIRST_SCRIPTS_MAX_BYTES = 195_000;

test('the first page needs little code', async () => {
  const html = await (await fetch(product.url)).text();
  // Browsers that know modules leave out what is marked so.
  const sources = [...html.matchAll(/<script\b(?![^>]*\bnomodule\b)[^>]*\bsrc="([^"]+)"/gi)].map((match) => match[1] ?? '');
  const bodies = await Promise.all(sources.map(async (source) => (await fetch(product.url + source)).arrayBuffer()));
  expect(bodies.length).toBeGreaterThan(5);
  const total = bodies.reduce((sum, body) => sum + gzipSync(Buffer.from(body)).length, 0);
  expect(total).toBeLessThanOrEqual(FIRST_SCRIPTS_MAX_BYTES);
});

test('an answer streams in, is finished, and its conversation is listed', async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open(product.url);
  await chat.send('A slow answer, please');
  await chat.untilWriting('word20');
  await expect(chat.stopButton).toBeVisible();
  await chat.untilStatus('completed');
  await expect(chat.lastAnswer).toContainText('word240');
  await expect(chat.sendButton).toBeVisible();
  await expect(chat.conversations).toContainText('A slow answer, please');
});

test('a reload in mid-answer loses nothing', async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open(product.url);
  await chat.send('A slow answer to reload');
  await chat.untilWriting('word10');
  await page.reload();
  await expect(chat.questions).toContainText('A slow answer to reload');
  await chat.untilStatus('completed');
  await expect(chat.lastAnswer).toContainText(LONG_ANSWER);
});

test('a second tab shows the same answer while it is written', async ({ page, context }) => {
  const chat = new ChatPage(page);
  await chat.open(product.url);
  await chat.send('A slow answer for two');
  await chat.untilWriting('word10');
  const other = new ChatPage(await context.newPage());
  await other.open(page.url());
  await other.untilWriting('word10');
  for (const tab of [chat, other]) {
    await tab.untilStatus('completed');
    await expect(tab.lastAnswer).toContainText(LONG_ANSWER);
  }
});

test('stop ends the answer, keeps its text and says what it cost', async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open(product.url);
  await chat.send('A slow answer to stop');
  await chat.untilWriting('word10');
  await chat.stopButton.click();
  await chat.untilStatus('cancelled');
  await expect(chat.lastAnswer).toContainText('word10');
  await expect(chat.lastAnswer).not.toContainText('word240');
  await expect(chat.lastAnswer.getByRole('note')).toContainText(/^Stopped\. (Nothing billed|\d+ tokens? came in) afterwards\./);
  await expect(chat.composer).toBeFocused();
});

test('regenerate writes a second version, and both can be read', async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open(product.url);
  await chat.send('hello again');
  await chat.untilStatus('completed');
  await expect(chat.lastAnswer).toContainText(SHORT_ANSWER);
  await chat.lastAnswer.getByRole('button', { name: 'Regenerate', exact: true }).click();
  await expect(chat.lastAnswer.getByRole('group', { name: 'Versions' })).toContainText('2');
  await chat.untilStatus('completed');
  await expect(chat.answers).toHaveCount(1);
  await expect(chat.questions).toHaveCount(1);
});

test('a failing provider is a card, not an answer', async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open(product.url);
  await chat.send('server error, please');
  await chat.untilStatus('failed');
  await expect(chat.lastAnswer.getByTestId('failure')).toContainText('OpenAI had an internal error');
});

test('an unknown conversation is an error state with a way out', async ({ page }) => {
  await page.goto(`${product.url}/c/conv_0000000000000000000000000`);
  await expect(page.getByRole('alert').filter({ hasText: 'does not exist' })).toBeVisible();
  await page.getByRole('button', { name: 'Start a new chat' }).click();
  await expect(new ChatPage(page).composer).toBeVisible();
});

test('being offline is said, and the answer is complete when the connection is back', async ({ page, context }) => {
  const chat = new ChatPage(page);
  await chat.open(product.url);
  await chat.send('A slow answer through a tunnel');
  await chat.untilWriting('word10');
  await context.setOffline(true);
  await expect(page.getByText(/You are offline/)).toBeVisible();
  await context.setOffline(false);
  await chat.untilStatus('completed');
  await expect(chat.lastAnswer).toContainText(LONG_ANSWER);
});
