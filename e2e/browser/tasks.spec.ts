import { readFile } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { type Product, startProduct } from '../harness/start-product.ts';
import { ChatPage } from './chat-page.ts';

let product: Product;

test.beforeAll(async () => {
  product = await startProduct({ name: 'browser-tasks', pages: true, env: { LOCAL_MODEL_DISCOVERY: 'off' } });
});

test.afterAll(() => product?.stop());

// Each test begins without tasks.
test.beforeEach(async () => {
  const { tasks } = (await product.call('/api/tasks')).json() as { tasks: { task_id: string }[] };
  for (const { task_id } of tasks) await product.call(`/api/tasks/${task_id}`, { method: 'DELETE' });
});

/** What a person sees and does on the page of tasks. */
class TasksPage {
  readonly page: Page;
  readonly list: Locator;

  constructor(page: Page) {
    this.page = page;
    this.list = page.getByRole('list', { name: 'Tasks' });
  }

  async open(): Promise<void> {
    await this.page.goto(`${product.url}/tasks`);
    await expect(this.page.getByRole('heading', { level: 1, name: 'Tasks' })).toBeVisible();
  }

  row(title: string): Locator {
    return this.list
      .getByRole('listitem')
      .filter({ has: this.page.getByRole('checkbox', { name: `Done: ${title}`, exact: true }) });
  }

  async add(title: string, date?: string): Promise<void> {
    await this.page.getByLabel('Title of the new task').fill(title);
    if (date !== undefined) await this.page.getByLabel('Due date of the new task').fill(date);
    await this.page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(this.row(title)).toBeVisible();
  }

  async choose(title: string, action: string): Promise<void> {
    await this.row(title)
      .getByRole('button', { name: `Actions for ${title}` })
      .click();
    await this.page.getByRole('menuitem', { name: action, exact: true }).click();
  }

  /** Opens the editor, changes and saves. */
  async edit(title: string, change: (editor: Locator) => Promise<void>): Promise<void> {
    await this.choose(title, 'Edit');
    const editor = this.page.getByRole('dialog', { name: 'Edit task' });
    await change(editor);
    await editor.getByRole('button', { name: 'Save' }).click();
    await expect(editor).toBeHidden();
  }
}

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
}

test('a task is added, edited, found, finished, reopened and deleted with undo', async ({ page }) => {
  const tasks = new TasksPage(page);
  await tasks.open();
  await expect(page.getByText('Nothing to do')).toBeVisible();
  await tasks.add('Call Ana', '2020-01-17');
  await expect(tasks.row('Call Ana')).toContainText('17 Jan 2020 · overdue');
  await tasks.add('Write report');
  await tasks.edit('Write report', async (editor) => {
    await editor.getByLabel('Priority').selectOption('Urgent');
    await editor.getByLabel('Estimate in minutes').fill('90');
    await editor.getByLabel('Notes').fill('for the board');
  });
  await expect(tasks.row('Write report')).toContainText('Urgent');
  await expect(tasks.row('Write report')).toContainText('1.5 h');

  await page.getByRole('button', { name: 'Overdue', exact: true }).click();
  await expect(tasks.row('Write report')).toBeHidden();
  await expect(tasks.row('Call Ana')).toBeVisible();
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await page.getByRole('searchbox', { name: 'Search tasks' }).fill('board');
  await expect(tasks.row('Call Ana')).toBeHidden();
  await expect(tasks.row('Write report')).toBeVisible();
  await page.getByRole('searchbox', { name: 'Search tasks' }).fill('');

  await page.getByRole('checkbox', { name: 'Done: Call Ana' }).click();
  await expect(tasks.row('Call Ana')).toBeHidden();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(tasks.row('Call Ana')).toBeVisible();

  await tasks.choose('Call Ana', 'Delete');
  await expect(tasks.row('Call Ana')).toBeHidden();
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect(tasks.row('Call Ana')).toBeVisible();
  await page.reload();
  await expect(tasks.row('Call Ana')).toBeVisible();
});

test('dependencies make a critical path, and circles are refused with words', async ({ page }) => {
  const tasks = new TasksPage(page);
  await tasks.open();
  await tasks.add('Measure');
  await tasks.add('Build');
  await tasks.add('Call somebody');
  await tasks.edit('Build', async (editor) => {
    await editor.getByLabel('Estimate in minutes').fill('240');
    await editor.getByLabel('Comes after').last().selectOption('Measure');
  });
  await expect(page.getByRole('region', { name: 'Critical path' })).toContainText('2 tasks, 5 h. Measure → Build');
  await expect(tasks.row('Build')).toContainText('After Measure');
  await expect(tasks.row('Measure')).toContainText('Critical path');
  await expect(tasks.row('Call somebody')).not.toContainText('Critical path');

  await tasks.choose('Measure', 'Edit');
  const editor = page.getByRole('dialog', { name: 'Edit task' });
  await editor.getByLabel('Comes after').last().selectOption('Build');
  await editor.getByRole('button', { name: 'Save' }).click();
  await expect(editor.getByRole('alert')).toContainText('would go round in a circle');
  expect(await violations(page)).toEqual([]);
  await editor.getByRole('button', { name: 'Cancel' }).click();
  await expect(editor).toBeHidden();
});

test('a recurring task comes again, and the calendar can be downloaded', async ({ page }) => {
  const tasks = new TasksPage(page);
  await tasks.open();
  await tasks.add('Pay rent', '2099-01-01');
  await tasks.edit('Pay rent', (editor) =>
    editor
      .getByLabel('Repeats')
      .selectOption('Every month')
      .then(() => {}),
  );
  await expect(tasks.row('Pay rent')).toContainText('Every month');
  await page.getByRole('checkbox', { name: 'Done: Pay rent' }).click();
  await expect(tasks.row('Pay rent')).toContainText('1 Feb 2099');
  const downloading = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export calendar' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('tasks.ics');
  const calendar = await readFile(await download.path(), 'utf8');
  expect(calendar).toContain('SUMMARY:Pay rent\r\n');
  expect(calendar).toContain('DTSTART;VALUE=DATE:20990201\r\nRRULE:FREQ=MONTHLY\r\n');
});

test('what is asked for in a chat is on the page', async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open(product.url);
  await chat.send('Remind me to call Ana on Friday');
  await chat.untilStatus('completed');
  await expect(chat.lastAnswer).toContainText(/call Ana/i);
  await page.getByRole('link', { name: 'Tasks', exact: true }).click();
  await expect(new TasksPage(page).list).toContainText('Call Ana');
});

test('a list that cannot be read says so, and can be tried again', async ({ page }) => {
  const tasks = new TasksPage(page);
  await page.route('**/api/tasks?*', (route) => route.fulfill({ status: 503, json: { error: 'Not now.', code: 'NOT_READY' } }));
  await tasks.open();
  await expect(page.getByRole('alert').filter({ hasText: 'The tasks could not be loaded' })).toContainText('Not now.');
  expect(await violations(page)).toEqual([]);
  await page.unroute('**/api/tasks?*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('Nothing to do')).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`at 360 px, ${colorScheme}`, () => {
    test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, colorScheme, reducedMotion: 'reduce' });

    test('nothing is cut off, and there is no accessibility violation', async ({ page }) => {
      const tasks = new TasksPage(page);
      await tasks.open();
      expect(await violations(page)).toEqual([]);
      const long = `Supercalifragilistic${'expialidocious'.repeat(8)}`;
      await tasks.add(long, '2020-01-17');
      await tasks.add('Part');
      await tasks.edit('Part', async (editor) => {
        await editor.getByLabel('Part of').selectOption(long);
        await editor.getByLabel('Priority').selectOption('High');
        expect(await violations(page)).toEqual([]);
      });
      await tasks.add('Next');
      await tasks.edit('Next', (editor) =>
        editor
          .getByLabel('Comes after')
          .last()
          .selectOption('Part')
          .then(() => {}),
      );
      await expect(page.getByRole('region', { name: 'Critical path' })).toBeVisible();
      const { scrollWidth, clientWidth } = await page.evaluate(() => ({
        scrollWidth: document.documentElement.scrollWidth,
        clientWidth: document.documentElement.clientWidth,
      }));
      expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
      for (const box of await Promise.all((await tasks.list.getByRole('button').all()).map((button) => button.boundingBox()))) {
        expect(box && box.x >= 0 && box.x + box.width <= 360).toBe(true);
      }
      expect(await violations(page)).toEqual([]);
    });
  });
}
