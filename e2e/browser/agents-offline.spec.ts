import { expect, test } from '@playwright/test';
import { type Product, startProduct } from '../harness/start-product.ts';
import { startWebSite, type WebSite } from '../standins/web-site.ts';
import { AgentsPage } from './agents-page.ts';

let site: WebSite;
let product: Product;

test.beforeAll(async () => {
  site = await startWebSite();
  const env = { WEB_ALLOW_HOSTS: '127.0.0.1', LOCAL_MODEL_DISCOVERY: 'off' };
  product = await startProduct({ name: 'browser-agents-offline', pages: true, env });
});

test.afterAll(async () => {
  await product?.stop();
  await site?.stop();
});

test.describe('without any key', () => {
  test('research reads a page and quotes it, and every quotation leads to its source', async ({ page }) => {
    const chat = new AgentsPage(page);
    await chat.open(product.url);
    await chat.ask(`Summarise ${site.origin}/article`);
    await expect(chat.lastAnswer).toContainText('mill');
    const source = await chat.openSource(1);
    await expect(source).toContainText('How the tidal mill of Carvoeira came back to life');
    await expect(source.getByRole('link')).toHaveAttribute('href', `${site.origin}/article`);
    await expect(source).toContainText(`127.0.0.1:${site.port}`);
    const sources = chat.lastAnswer.getByRole('region', { name: 'Sources' });
    await expect(sources.getByRole('listitem')).toHaveCount(1);
    // Nothing but the page itself was asked for: no picture, script or style of it.
    expect(new Set(site.requests().map(({ path }) => path))).toEqual(new Set(['/article']));
    await page.reload();
    await chat.openSource(1);
    await expect(chat.lastAnswer.getByRole('region', { name: 'Sources' })).toBeVisible();
  });

  test('code runs a program, shows what it prints, its plot and its table, also after a reload', async ({ page }) => {
    const chat = new AgentsPage(page);
    await chat.open(product.url);
    const program = [
      'import plot',
      'print("hello from a program")',
      'plot.line([1, 2, 3], [1, 4, 9], title="Squares")',
      'open("squares.csv", "w").write("n,square\\n2,4\\n3,9\\n")',
      '6 * 7',
    ];
    await chat.ask(`Run this:\n\`\`\`python\n${program.join('\n')}\n\`\`\``);
    await expect(chat.lastAnswer).toContainText('42');
    await chat.openSteps();
    const call = await chat.openCall('Ran a Python program');
    await expect(call.getByRole('group', { name: 'Code, python' })).toContainText('import plot');
    await expect(call.getByRole('group', { name: 'Output', exact: true })).toHaveText('hello from a program');
    await expect(call.getByRole('group', { name: 'Value' })).toHaveText('42');
    for (const visit of ['live', 'reloaded']) {
      if (visit === 'reloaded') await page.reload();
      const files = chat.lastAnswer.getByRole('list', { name: 'Files' });
      const plot = files.getByRole('img', { name: 'plot.svg' });
      await expect(plot).toBeVisible();
      expect(await plot.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth > 0))).toBe(true);
      await expect(files.getByRole('group', { name: 'Table squares.csv' }).getByRole('row')).toHaveText(['nsquare', '24', '39']);
    }
    const download = page.waitForEvent('download');
    await chat.lastAnswer.getByRole('link', { name: 'Download squares.csv' }).click();
    expect((await download).suggestedFilename()).toBe('squares.csv');
  });

  test('code says where a program went wrong', async ({ page }) => {
    const chat = new AgentsPage(page);
    await chat.open(product.url);
    await chat.ask('Run this JavaScript: nowhere.land()');
    await chat.openSteps();
    const call = await chat.openCall('Ran a JavaScript program');
    await expect(call.getByRole('note')).toContainText('ReferenceError');
  });

  test('task keeps a reminder and lists what is due', async ({ page }) => {
    const chat = new AgentsPage(page);
    await chat.open(product.url);
    await chat.ask('Remind me to call Ana tomorrow');
    await expect(chat.lastAnswer).toContainText(/call Ana/i);
    await chat.ask('What are my tasks?');
    await expect(chat.lastAnswer).toContainText(/call Ana/i);
    await chat.openSteps();
    await expect(chat.steps).toContainText('Looked through the tasks');
  });

  test('the supervisor computes by itself', async ({ page }) => {
    const chat = new AgentsPage(page);
    await chat.open(product.url);
    await chat.ask('What is 15 % of 1249?');
    await expect(chat.lastAnswer).toContainText('187.35');
    await chat.openSteps();
    await expect(chat.steps).toContainText('Calculated');
  });

  for (const [agent, question, answer] of [
    ['Knowledge', 'What do my files say about rivers?', /have not uploaded any file yet/i],
    ['Computer use', 'Open a browser on my computer and book a table', /cannot|do not have|not available|no language model/i],
  ] as const) {
    test(`${agent} says plainly what is not there yet`, async ({ page }) => {
      const chat = new AgentsPage(page);
      await chat.open(product.url);
      await page.getByRole('button', { name: 'Agent: Auto' }).click();
      await page.getByRole('menuitemradio', { name: agent }).click();
      await chat.ask(question);
      await expect(chat.lastAnswer).toContainText(answer);
      await expect(chat.lastAnswer.getByRole('button', { name: new RegExp(agent) }).first()).toBeVisible();
    });
  }

  test('a page on an address that nobody allowed is not read, and the answer says so', async ({ page }) => {
    const chat = new AgentsPage(page);
    await chat.open(product.url);
    await chat.ask('Summarise http://169.254.169.254/latest/meta-data');
    await chat.openSteps();
    await expect(chat.steps).toContainText('failed');
    await expect(chat.lastAnswer.getByRole('region', { name: 'Sources' })).toHaveCount(0);
  });
});
