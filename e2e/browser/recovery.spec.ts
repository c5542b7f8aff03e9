import { expect, test } from '@playwright/test';
import { type Product, startProduct } from '../harness/start-product.ts';
import { ChatPage } from './chat-page.ts';

let product: Product;

test.beforeAll(async () => {
  product = await startProduct({ name: 'browser-offline', pages: true });
});

test.afterAll(() => product?.stop());

test('without any key an answer is computed, and its steps can be read', async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open(product.url);
  await chat.send('What is 15 % of 1249?');
  await chat.untilStatus('completed');
  await expect(chat.lastAnswer).toContainText('187.35');
  await chat.lastAnswer.getByRole('button', { name: /Supervisor, calculated/ }).click();
  await expect(chat.lastAnswer.getByRole('list', { name: 'Steps' })).toContainText('Calculated');
});

test('kill -9 in mid-answer ends well without touching the page', async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open(product.url);
  await chat.send('Count to 500');
  await chat.untilWriting('20');
  const killed = product.killOrchestrator();
  await chat.untilStatus('completed', 'interrupted');
  await expect(chat.lastAnswer).toContainText('20');
  await product.ready();
  expect(product.orchestratorPid()).not.toBe(killed);
  // The next turn works, and the reloaded page shows what the server has.
  await chat.send('What is 6 * 7?');
  await chat.untilStatus('completed');
  await expect(chat.lastAnswer).toContainText('42');
  await page.reload();
  await expect(chat.answers).toHaveCount(2);
  await expect(chat.lastAnswer).toContainText('42');
});
