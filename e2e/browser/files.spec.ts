import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { type Product, startProduct } from '../harness/start-product.ts';
import { makePdf } from '../standins/make-pdf.ts';
import { FilesPage, type TestFile } from './files-page.ts';

let product: Product;

test.beforeAll(async () => {
  product = await startProduct({ name: 'browser-files', pages: true });
});

test.afterAll(async () => {
  await product?.stop();
});

const FACT =
  'The restoration of the tidal mill of Carvoeira took four years and cost 312,000 euros, of which the machinery alone needed more than half.';
const PAGES = [
  'The tidal mill of Carvoeira was built in 1687 by order of the parish. It ground the corn of four villages.',
  `In 2019 the municipality bought the ruin and asked three offices for plans. ${FACT} The millstones came from a quarry in the north.`,
  'Visitors come on Sundays. A guide explains how the tide fills the pond and how the wheels turn when it falls.',
];
const mill: TestFile = { name: 'mill.pdf', mimeType: 'application/pdf', buffer: makePdf('Mill', PAGES) };
const notes: TestFile = {
  name: 'notes.md',
  mimeType: 'text/markdown',
  buffer: Buffer.from(
    '# Garden\n\nTomatoes need six hours of sun a day.\n\n# Bees\n\nThe blue hive gave eleven kilos of honey in July.\n',
  ),
};
const prices: TestFile = {
  name: 'prices.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from('product,price\nhoney,"4,10"\nwax,2\n'),
};
const program: TestFile = {
  name: 'odd.exe',
  mimeType: 'application/octet-stream',
  buffer: Buffer.from('MZ\u0090\u0000\u0003\u0000'.repeat(200), 'latin1'),
};
const picture: TestFile = {
  name: 'image.png',
  mimeType: 'image/png',
  buffer: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
};

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
}

const squeezed = (text: string) => text.replaceAll(/\s/g, '');

test('a dropped PDF is read, asked about without a model, and the citation opens its page at the sentence', async ({ page }) => {
  const chat = new FilesPage(page);
  await chat.open(product.url);
  await chat.drop(mill);
  await expect(chat.drafted).toHaveCount(1);
  await expect(chat.drafted).toContainText('mill.pdf');
  await expect(chat.drafted).toContainText('Ready', { timeout: 30_000 });
  await chat.ask('What does mill.pdf say about the cost of the restoration?');
  await expect(chat.drafted).toHaveCount(0);
  await expect(chat.questions.last().getByRole('link', { name: 'Open mill.pdf' })).toBeVisible();
  await expect(chat.lastAnswer).toContainText('312,000 euros');

  const sources = chat.lastAnswer.getByRole('region', { name: 'Sources' });
  await sources
    .getByRole('link', { name: /Open the file, page 2/ })
    .first()
    .click();
  await expect(chat.preview.getByText('Highlighted on page 2')).toBeVisible();
  const marks = chat.preview.getByRole('region', { name: 'Page 2' }).locator('mark');
  await expect.poll(async () => squeezed((await marks.allTextContents()).join(''))).toContain(squeezed('cost 312,000 euros'));
  await expect(marks.first()).toBeInViewport();
  expect(await violations(page)).toEqual([]);
  // The conversation is still there beside it, and Escape leads back.
  await expect(chat.lastAnswer).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(chat.preview).toBeHidden();

  const address = (await sources.getByRole('link').first().getAttribute('href')) ?? '';
  await page.goto(product.url + address);
  await expect(chat.preview.getByText('Highlighted on page 2')).toBeVisible();
});

test('attachments belong to the draft, also after a reload; a picture can be pasted', async ({ page }) => {
  const chat = new FilesPage(page);
  await chat.open(product.url);
  await chat.pick(notes);
  await chat.paste({ files: [picture] });
  await expect(chat.drafted).toHaveCount(2);
  await expect(chat.drafted.nth(1).locator('img')).toBeVisible();
  await expect(page.locator('.draft-file[data-state="stored"]')).toHaveCount(2);
  await chat.composer.fill('About the honey');
  await page.reload();
  await expect(chat.drafted).toHaveCount(2);
  await expect(chat.composer).toHaveValue('About the honey');
  await expect(chat.drafted.filter({ hasText: 'notes.md' })).toContainText('Ready', { timeout: 30_000 });
  const image = chat.drafted.filter({ hasText: 'image.png' }).locator('img');
  await expect.poll(() => image.evaluate((element: HTMLImageElement) => element.naturalWidth)).toBeGreaterThan(0);
  expect(await violations(page)).toEqual([]);
  await chat.drafted.filter({ hasText: 'image.png' }).getByRole('button', { name: 'Remove image.png' }).click();
  await expect(chat.drafted).toHaveCount(1);
  await chat.drafted.getByRole('button', { name: 'Remove notes.md' }).click();
  await expect(chat.drafted).toHaveCount(0);
});

test('a very long text that is pasted becomes a file, and can be put back', async ({ page }) => {
  const chat = new FilesPage(page);
  await chat.open(product.url);
  const long = 'A line of a long report.\n'.repeat(400);
  await chat.paste({ text: long });
  await expect(chat.drafted).toContainText('pasted-text.txt');
  await expect(chat.composer).toHaveValue('');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(chat.drafted).toHaveCount(0);
  await expect(chat.composer).toHaveValue(long);
});

test('what is refused says why and takes nothing else with it', async ({ page }) => {
  const chat = new FilesPage(page);
  await chat.open(product.url);
  await chat.composer.fill('What is this?');
  await chat.pick(program, notes);
  await expect(chat.drafted.filter({ hasText: 'odd.exe' })).toContainText('This type of file cannot be used');
  await expect(page.getByRole('button', { name: 'Try odd.exe again' })).toHaveCount(0);
  await expect(page.locator('.draft-file[data-state="stored"]')).toHaveCount(1);
  await chat.sendButton.click();
  await expect(page.getByText('1 file was not uploaded.')).toBeVisible();
  await expect(chat.composer).toHaveValue('What is this?');
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Remove odd.exe' }).click();
  await chat.sendButton.click();
  await expect(chat.questions.last().getByRole('link', { name: 'Open notes.md' })).toBeVisible();
});

test('a message waits for its files, and a failed upload can be tried again', async ({ page }) => {
  const chat = new FilesPage(page);
  await chat.open(product.url);
  let answer = () => {};
  const asked = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route('**/api/upload', async (route) => {
    await asked;
    await route.fulfill({ status: 507, json: { error: 'There is no storage space left.', code: 'STORAGE_FULL' } });
  });
  await chat.pick(notes);
  await chat.composer.fill('What do my notes say about honey?');
  await chat.sendButton.click();
  await expect(page.getByRole('region', { name: 'Queued message' })).toContainText('After its files:');
  answer();
  await expect(chat.drafted).toContainText('The storage is full');
  await expect(page.getByRole('region', { name: 'Queued message' })).toContainText('Not sent yet:');
  await page.unroute('**/api/upload');
  await page.getByRole('button', { name: 'Try notes.md again' }).click();
  await expect(chat.questions.last()).toContainText('honey');
  await chat.untilStatus('completed');
  await expect(chat.questions.last().getByRole('link', { name: 'Open notes.md' })).toBeVisible();
});

test('the library lists, filters, searches in contents, shows and deletes', async ({ page }) => {
  const library = new FilesPage(page);
  await library.openLibrary(product.url);
  const garden: TestFile = { ...notes, name: 'garden-plan.md' };
  await library.pick({ ...mill, name: 'library-mill.pdf' }, garden, prices);
  const row = (name: string) => library.rows.filter({ hasText: name });
  await expect(row('library-mill.pdf')).toContainText('3 pages', { timeout: 30_000 });
  await expect(row('library-mill.pdf')).toContainText('Ready');
  await expect(row('garden-plan.md')).toContainText('Ready');
  await row('prices.csv').getByRole('link').click();
  await expect(library.preview.getByRole('columnheader', { name: 'price' })).toBeVisible();
  await expect(library.preview.getByRole('cell', { name: '4,10' })).toBeVisible();
  await row('garden-plan.md').getByRole('link').click();
  await expect(library.preview.getByRole('heading', { name: 'Bees' })).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await library.preview.getByRole('button', { name: 'Close the file' }).click();

  await page.getByRole('searchbox', { name: 'Search names of files' }).fill('millstones');
  await page.getByRole('button', { name: 'Search in contents for “millstones”' }).click();
  await expect(page.getByRole('region', { name: 'Passages' }).locator('mark').first()).toHaveText('millstones');
  await page.getByText('Names', { exact: true }).click();
  await page.getByRole('searchbox', { name: 'Search names of files' }).fill('garden-');
  await expect(library.rows).toHaveCount(1);
  await page.getByText('Contents', { exact: true }).click();
  await page.getByRole('searchbox', { name: 'Search in the contents of files' }).fill('honey of the blue hive');
  const passages = page.getByRole('region', { name: 'Passages' });
  await expect(passages.locator('mark').first()).toBeVisible();
  await passages.getByRole('link').filter({ hasText: 'eleven kilos of honey' }).first().click();
  await expect(library.preview.getByText('Highlighted in the text')).toBeVisible();
  await expect(library.preview.locator('mark')).toContainText('eleven kilos of honey');
  expect(await violations(page)).toEqual([]);
  await library.preview.getByRole('button', { name: 'Close the file' }).click();
  await expect(page).toHaveURL(`${product.url}/library`);

  await page.getByText('Names', { exact: true }).click();
  await page.getByRole('searchbox', { name: 'Search names of files' }).fill('');
  await row('garden-plan.md').getByRole('button', { name: 'Actions for garden-plan.md' }).click();
  await page.getByRole('menuitem', { name: /Delete/ }).click();
  await expect(row('garden-plan.md')).toHaveCount(0);
  await expect(page.getByText('will be deleted with its passages and vectors')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(row('garden-plan.md')).toHaveCount(1);
  const deleted = page.waitForResponse((response) => response.request().method() === 'DELETE');
  await row('garden-plan.md').getByRole('button', { name: 'Actions for garden-plan.md' }).click();
  await page.getByRole('menuitem', { name: /Delete/ }).click();
  expect((await deleted).status()).toBe(204);
  await page.reload();
  await expect(row('library-mill.pdf')).toHaveCount(1);
  await expect(row('garden-plan.md')).toHaveCount(0);
});

test('sheets are tables with the cited row marked, and slides stand apart with their numbers', async ({ page }) => {
  const library = new FilesPage(page);
  await library.openLibrary(product.url);
  const fixture = (name: string) => readFileSync(join('orchestrator/knowledge/extract/fixtures', name));
  const sheet: TestFile = { name: 'budget.xlsx', mimeType: 'application/octet-stream', buffer: fixture('budget.xlsx') };
  const talk: TestFile = { name: 'talk.pptx', mimeType: 'application/octet-stream', buffer: fixture('talk.pptx') };
  await library.pick(sheet, talk);
  const row = (name: string) => library.rows.filter({ hasText: name });
  await expect(row('budget.xlsx')).toContainText('Ready', { timeout: 60_000 });
  await expect(row('talk.pptx')).toContainText('Ready', { timeout: 60_000 });
  await row('budget.xlsx').getByRole('link').click();
  const sheets = library.preview.getByRole('group', { name: 'Sheets' }).getByRole('button');
  await expect(sheets.first()).toHaveAttribute('aria-pressed', 'true');
  await expect(library.preview.getByRole('columnheader').first()).toBeVisible();
  await expect(library.preview.getByText(' | ')).toHaveCount(0);
  expect(await violations(page)).toEqual([]);
  const cell = await library.preview
    .locator('tbody td')
    .filter({ hasText: /[a-z]{4}/ })
    .first()
    .innerText();
  await row('talk.pptx').getByRole('link').click();
  await expect(library.preview.getByText(/^Slide 2 of \d+$/)).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await library.preview.getByRole('button', { name: 'Close the file' }).click();
  await page.getByText('Contents', { exact: true }).click();
  await page.getByRole('searchbox', { name: 'Search in the contents of files' }).fill(cell);
  await page.getByRole('region', { name: 'Passages' }).getByRole('link').filter({ hasText: 'budget.xlsx' }).first().click();
  await expect(library.preview.getByText('Highlighted in the sheet')).toBeVisible();
  await expect(library.preview.locator('tr[data-cited="true"]').first()).toBeInViewport();
  expect(await violations(page)).toEqual([]);
});

test('more than a hundred files at once are all stored, and the page renders only what is near', async ({ page }) => {
  const library = new FilesPage(page);
  await library.openLibrary(product.url);
  const many = Array.from({ length: 120 }, (_, index) => ({
    name: `many-${index}.txt`,
    mimeType: 'text/plain',
    buffer: Buffer.from(`File number ${index} of many.`),
  }));
  await library.pick(...many);
  await expect(page.getByRole('region', { name: 'Uploads' })).toBeHidden({ timeout: 80_000 });
  await page.getByRole('searchbox', { name: 'Search names of files' }).fill('many-');
  await expect(library.rows.first()).toContainText('many-');
  expect(await library.rows.count()).toBeLessThan(60);
  const { usage } = (await product.call('/api/files?q=many-')).json() as { usage: { files: number } };
  expect(usage.files).toBeGreaterThanOrEqual(120);
});

test('a library that cannot be read says so, and can be tried again', async ({ page }) => {
  const library = new FilesPage(page);
  await page.route('**/api/files?*', (route) => route.fulfill({ status: 503, json: { error: 'Not now.', code: 'NOT_READY' } }));
  await library.openLibrary(product.url);
  await expect(page.getByRole('alert').filter({ hasText: 'The files could not be loaded' })).toContainText('Not now.');
  expect(await violations(page)).toEqual([]);
  await page.unroute('**/api/files?*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(library.rows.first().or(page.getByText('No files yet'))).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`at 360 px, ${colorScheme}`, () => {
    test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, colorScheme, reducedMotion: 'reduce' });

    test('nothing is cut off, and there is no accessibility violation', async ({ page }) => {
      const library = new FilesPage(page);
      await library.openLibrary(product.url);
      const name = `narrow-${colorScheme}-${'a-very-long-name-'.repeat(8)}.pdf`;
      await library.pick({ ...mill, name });
      const row = library.rows.filter({ hasText: `narrow-${colorScheme}` });
      await expect(row).toContainText('Ready', { timeout: 30_000 });
      const isCut = () => page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
      expect(await isCut()).toBe(false);
      expect(await violations(page)).toEqual([]);
      await row.getByRole('link').click();
      await expect(library.preview.getByRole('region', { name: 'Page 1' }).locator('canvas')).toBeVisible();
      expect(await isCut()).toBe(false);
      expect(await violations(page)).toEqual([]);
      await page.goBack();
      await expect(row).toBeVisible();
      await page.getByText('Contents', { exact: true }).click();
      await page.getByRole('searchbox', { name: 'Search in the contents of files' }).fill('restoration of the mill');
      const passage = page.getByRole('region', { name: 'Passages' }).getByRole('link').first();
      await expect(passage).toContainText('restoration');
      const box = await passage.boundingBox();
      expect(box && box.x + box.width).toBeLessThanOrEqual(360);
    });
  });
}

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, reducedMotion: 'reduce' });

  test('a cited file lies over the conversation; closing it and going back both lead there', async ({ page }) => {
    const chat = new FilesPage(page);
    await chat.open(product.url);
    await chat.pick({ ...mill, name: 'phone-mill.pdf' });
    await expect(chat.drafted).toContainText('Ready', { timeout: 30_000 });
    await chat.ask('What does phone-mill.pdf say about the cost of the restoration?');
    const address = page.url();
    const source = chat.lastAnswer.getByRole('region', { name: 'Sources' }).getByRole('link').first();
    await source.click();
    await expect(chat.preview.getByText('Highlighted on page 2')).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.goBack();
    await expect(chat.preview).toBeHidden();
    await expect(chat.lastAnswer).toBeVisible();
    await source.click();
    await chat.preview.getByRole('button', { name: 'Close the file' }).click();
    await expect(chat.preview).toBeHidden();
    await expect(source).toBeFocused();
    await expect(page).toHaveURL(address);
  });
});
