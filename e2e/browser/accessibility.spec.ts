import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { type Product, startProduct } from '../harness/start-product.ts';
import { type OpenAiStandin, startOpenAi } from '../standins/openai.ts';
import { ChatPage } from './chat-page.ts';

let openAi: OpenAiStandin;
let product: Product;

test.beforeAll(async () => {
  openAi = await startOpenAi();
  const env = { OPENAI_API_KEY: 'sk-stand-in', OPENAI_BASE_URL: openAi.baseUrl };
  product = await startProduct({ name: 'browser-a11y', pages: true, env });
});

test.afterAll(async () => {
  await product?.stop();
  await openAi?.stop();
});

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`${colorScheme} scheme`, () => {
    test.use({ colorScheme, reducedMotion: 'reduce' });

    test('empty and filled pages have no accessibility violation', async ({ page }) => {
      const chat = new ChatPage(page);
      await chat.open(product.url);
      await expect(page.getByRole('list', { name: 'Examples' })).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await chat.send('A markdown answer, please');
      await chat.untilStatus('completed');
      await expect(chat.lastAnswer.getByRole('table')).toBeVisible();
      expect(await violations(page)).toEqual([]);
    });

    for (const path of ['/status', '/settings']) {
      test(`${path} has no accessibility violation`, async ({ page }) => {
        await page.goto(product.url + path);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        expect(await violations(page)).toEqual([]);
      });
    }
  });
}

test.describe('at 360 px', () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

  test('nothing is cut off: no page scrolls sideways, and one can send', async ({ page }) => {
    const chat = new ChatPage(page);
    await chat.open(product.url);
    await chat.composer.fill('A markdown answer, please');
    await chat.sendButton.click();
    await chat.untilStatus('completed');
    await expect(chat.lastAnswer.getByRole('table')).toBeVisible();
    const { scrollWidth, clientWidth } = await page.evaluate(() => ({
      scrollWidth: document.documentElement.scrollWidth,
      clientWidth: document.documentElement.clientWidth,
    }));
    expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
    for (const target of [chat.composer, chat.sendButton]) {
      const box = await target.boundingBox();
      expect(box && box.x >= 0 && box.x + box.width <= 360).toBe(true);
    }
    expect(await violations(page)).toEqual([]);
  });
});

test.describe('by keyboard', () => {
  test('the first stop is the link that skips the sidebar', async ({ page }) => {
    await page.goto(`${product.url}/settings`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await page.keyboard.press('Tab');
    await expect(page.getByRole('link', { name: /Skip/ })).toBeFocused();
  });

  test('Escape stops an answer, and the focus stays where one writes', async ({ page }) => {
    const chat = new ChatPage(page);
    await chat.open(product.url);
    await chat.send('A slow answer to escape from');
    await chat.untilWriting('word5');
    // Out of a field nothing is stopped: it leads to the button.
    await page.keyboard.press('Escape');
    await expect(chat.stopButton).toBeFocused();
    await page.keyboard.press('Escape');
    await chat.untilStatus('cancelled');
    await expect(chat.composer).toBeFocused();
  });
});
