import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { type Product, startProduct } from '../harness/start-product.ts';
import { type OpenAiStandin, startOpenAi } from '../standins/openai.ts';
import { ChatPage } from './chat-page.ts';
import { FilesPage } from './files-page.ts';

let openAi: OpenAiStandin;
let product: Product;

test.beforeAll(async () => {
  openAi = await startOpenAi();
  const env = { OPENAI_API_KEY: 'sk-stand-in', OPENAI_BASE_URL: openAi.baseUrl };
  product = await startProduct({ name: 'browser-shell', pages: true, env });
});

test.afterAll(async () => {
  await product?.stop();
  await openAi?.stop();
});

/** A finished conversation, oldest message first; gives its id. */
async function talk(...messages: string[]): Promise<string> {
  let id: string | undefined;
  for (const message of messages) {
    const answer = await product.call('/api/chat', { body: { message, ...(id === undefined ? {} : { conversation_id: id }) } });
    id = (answer.json() as { conversation_id: string }).conversation_id;
  }
  return id ?? '';
}

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
}

async function choose(page: Page, name: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: action }).click();
}

test('the badge says what answers, and what does not', async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open(product.url);
  const badge = page.getByRole('link', { name: /^Status: / });
  await expect(badge).toHaveAccessibleName('Status: OpenAI connected. gpt-4.1 answers.');
  await expect(page.getByText('No language model')).toHaveCount(0);
  await chat.send('server error, please');
  await chat.untilStatus('completed', 'failed');
  await expect(badge).toHaveAccessibleName(/^Status: OpenAI is (failing|paused after errors)\. The built-in assistant answers/);
  await page.getByRole('button', { name: 'New chat' }).click();
  await expect(page.getByText(/OpenAI is (failing|paused after errors)\. The built-in assistant/)).toBeVisible();
  await badge.click();
  const services = page.getByRole('region', { name: 'Services' });
  await expect(services.getByRole('listitem').filter({ hasText: 'OpenAI' })).toContainText(/failing|paused/);
  await expect(services.getByRole('listitem').filter({ hasText: 'Built-in assistant' })).toContainText('always there');
});

test('a fault of a moment is not shown, one that stays is', async ({ page }) => {
  const health = (await product.call('/api/health')).json() as { services: object };
  let bad = 1;
  await page.route('**/api/health', (route) => {
    bad -= 1;
    if (bad < 0) return route.fulfill({ json: health });
    const services = { ...health.services, database: 'unhealthy' };
    return route.fulfill({ status: 503, json: { ...health, status: 'unhealthy', services } });
  });
  await page.addInitScript(() => {
    const seen = new Set<string>();
    Object.assign(globalThis, { seenWords: seen });
    new MutationObserver(() => {
      for (const dot of document.querySelectorAll('.tone-dot')) seen.add(dot.className);
    }).observe(document, { childList: true, subtree: true, attributes: true });
  });
  await page.goto(`${product.url}/settings`);
  const badge = page.getByRole('link', { name: /^Status: / });
  await expect(badge).toContainText('OpenAI');
  expect(await page.evaluate(() => [...(globalThis as unknown as { seenWords: Set<string> }).seenWords])).not.toContain(
    'tone-dot bg-danger',
  );
  bad = Number.POSITIVE_INFINITY;
  await page.reload();
  await expect(badge).toContainText('Database away');
});

test('pins and renames mark nothing unread and keep the order', async ({ page }) => {
  const older = await talk('The older one');
  await talk('The newer one');
  const chat = new ChatPage(page);
  await chat.open(product.url);
  const titles = () => chat.conversations.locator('a').allInnerTexts();
  await expect.poll(titles).toEqual(expect.arrayContaining(['The older one', 'The newer one']));
  await choose(page, 'The older one', 'Pin');
  await expect(chat.conversations.getByRole('heading').first()).toHaveText('Pinned');
  await choose(page, 'The older one', 'Rename');
  await page.getByRole('textbox', { name: 'Conversation title' }).fill('The renamed one');
  await page.keyboard.press('Enter');
  // What has the field took the row's place has the focus.
  await expect(page.getByRole('link', { name: 'The renamed one' })).toBeFocused();
  await choose(page, 'The renamed one', 'Unpin');
  await expect(chat.conversations.getByRole('heading').first()).toHaveText('Today');
  await page.reload();
  await expect.poll(async () => (await titles()).slice(0, 2)).toEqual(['The newer one', 'The renamed one']);
  await expect(chat.conversations.locator(`a[href="/c/${older}"]`)).not.toContainText('unread');
});

test('after each dialog one can type, and after each deletion the focus is at a neighbour', async ({ page }) => {
  for (const title of ['First', 'Second', 'Third']) await talk(title);
  const chat = new ChatPage(page);
  await chat.open(product.url);
  const dialogs: [string, string][] = [
    ['Control+k', 'Command palette'],
    ['Shift+?', 'Keyboard shortcuts'],
  ];
  for (const place of ['composer', 'body', 'button'] as const) {
    for (const [keys, name] of dialogs) {
      if (place === 'composer' && name === 'Keyboard shortcuts') continue;
      if (place === 'composer') await chat.composer.focus();
      if (place === 'body') await page.evaluate(() => (document.activeElement as HTMLElement).blur());
      if (place === 'button') await page.getByRole('button', { name: 'Toggle sidebar' }).focus();
      await page.keyboard.press(keys);
      await expect(page.getByRole('dialog', { name })).toBeVisible();
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
      if (place === 'button') await expect(page.getByRole('button', { name: 'Toggle sidebar' })).toBeFocused();
      else {
        await page.keyboard.type('ab');
        await expect(chat.composer).toHaveValue('ab');
        await chat.composer.fill('');
      }
    }
  }

  await choose(page, 'Second', 'Delete');
  await expect(page.getByRole('link', { name: 'First', exact: true })).toBeFocused();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('link', { name: 'Second', exact: true })).toBeVisible();
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY');

  await page.getByRole('link', { name: 'Third', exact: true }).click();
  await choose(page, 'Third', 'Delete');
  await expect(chat.composer).toBeFocused();
});

test('tasks and files that are deleted leave the focus in their list', async ({ page }) => {
  for (const title of ['One', 'Two']) await product.call('/api/tasks', { body: { title } });
  await page.goto(`${product.url}/tasks`);
  await choose(page, 'One', 'Delete');
  await expect(page.getByRole('checkbox', { name: 'Done: Two' })).toBeFocused();
  await choose(page, 'Two', 'Delete');
  await expect(page.getByLabel('Title of the new task')).toBeFocused();

  const files = new FilesPage(page);
  await files.openLibrary(product.url);
  const file = (name: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(`About ${name}.`) });
  await files.pick(file('a.txt'), file('b.txt'));
  await expect(page.getByRole('button', { name: 'Actions for a.txt' })).toBeVisible();
  const [first, second] = (await files.rows.locator('a').allInnerTexts()) as [string, string];
  await choose(page, first, 'Delete');
  await expect(page.getByRole('link', { name: second })).toBeFocused();
  await choose(page, second, 'Delete');
  await expect(page.getByRole('region', { name: 'Files' })).toBeFocused();
});

test('a toast leaves the header free, and stays while somebody is at it; undo holds as long', async ({ page }) => {
  await product.call('/api/tasks', { body: { title: 'Held' } });
  await page.clock.install();
  await page.goto(`${product.url}/tasks`);
  await choose(page, 'Held', 'Delete');
  const undo = page.getByRole('button', { name: 'Undo' });
  const top = (await undo.boundingBox())?.y ?? 0;
  const header = await page.locator('main header').boundingBox();
  expect(top).toBeGreaterThan((header?.y ?? 0) + (header?.height ?? 0));
  await undo.hover();
  await page.clock.runFor(30_000);
  await expect(undo).toBeVisible();
  await page.getByRole('heading', { level: 1 }).hover();
  await undo.focus();
  await page.clock.runFor(30_000);
  await undo.click();
  await expect(page.getByRole('checkbox', { name: 'Done: Held' })).toBeVisible();
  await choose(page, 'Held', 'Delete');
  await page.getByLabel('Title of the new task').click();
  const deleted = page.waitForResponse((response) => response.request().method() === 'DELETE');
  await page.clock.runFor(8_000);
  expect((await deleted).status()).toBe(204);
  await expect(undo).toHaveCount(0);
});

test('a search leads to the message that it has hit, also far above and on another branch', async ({ page }) => {
  const id = await talk('Where is the café of Köln?', ...Array.from({ length: 30 }, (_, number) => `Filler ${number}`));
  const chat = new ChatPage(page);
  await chat.open(product.url);
  await page.getByRole('searchbox', { name: 'Search conversations' }).fill('Filler 3');
  const hit = page.getByRole('list', { name: 'Search results' }).getByRole('link').first();
  await expect(hit.locator('mark').first()).toHaveText(/filler/i);
  const target = (await hit.getAttribute('href')) ?? '';
  expect(target).toMatch(new RegExp(`^/c/${id}#msg_`));
  await hit.click();
  const message = page.locator(`[id="${target.split('#')[1]}"]`);
  await expect(message).toBeInViewport();
  await expect(message).toBeFocused();
  // Also from the address alone, and typing goes where one writes.
  await page.goto('about:blank');
  await page.goto(product.url + target);
  await expect(message).toBeInViewport();
  await expect(message).toBeFocused();
  await page.keyboard.type('x');
  await expect(chat.composer).toHaveValue('x');
});

test('an unknown address keeps the shell, and a deep link has its message field at the bottom from the start', async ({
  page,
}) => {
  for (const path of ['/nowhere', '/c/conv_', '/library/../deep/nowhere']) {
    const response = await page.goto(product.url + path);
    expect(response?.status()).toBe(404);
    await expect(page.getByRole('heading', { level: 1, name: 'Not found' })).toBeVisible();
    await expect(page.getByRole('navigation', { name: 'Pages' })).toBeVisible();
  }
  expect(await violations(page)).toEqual([]);
  await page.getByRole('link', { name: 'Go to the chat' }).click();
  await expect(page.getByRole('list', { name: 'Examples' })).toBeVisible();

  const id = await talk('Deep');
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/messages?*', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`${product.url}/c/${id}`);
  const composer = new ChatPage(page).composer;
  for (const moment of ['before', 'after']) {
    if (moment === 'after') release();
    await expect(
      moment === 'before' ? page.getByRole('status', { name: 'Loading the conversation' }) : page.getByRole('log'),
    ).toBeVisible();
    const box = await composer.boundingBox();
    expect(box?.y ?? 0).toBeGreaterThan(600);
  }
});

test('the palette follows its chosen row; the menu of agents fits a small screen', async ({ page }) => {
  await page.setViewportSize({ width: 800, height: 480 });
  const chat = new ChatPage(page);
  await chat.open(product.url);
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Command palette' });
  await expect(palette.getByRole('option').first()).toBeVisible();
  for (const key of ['ArrowUp', 'ArrowUp', 'ArrowDown', 'ArrowDown', 'ArrowUp']) {
    await page.keyboard.press(key);
    const chosen = palette.getByRole('option', { selected: true });
    await expect.poll(() => isWithin(chosen, palette.getByRole('listbox'))).toBe(true);
  }
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Agent: / }).click();
  for (const item of await page.getByRole('menuitemradio').all()) await expect(item).toBeInViewport({ ratio: 1 });
});

async function isWithin(inner: Locator, outer: Locator): Promise<boolean> {
  const [small, large] = [await inner.boundingBox(), await outer.boundingBox()];
  return small !== null && large !== null && small.y >= large.y && small.y + small.height <= large.y + large.height;
}

test('code is shown sign by sign wherever it is shown', async ({ page }) => {
  await page.goto(`${product.url}/settings`);
  await page.evaluate(() => document.fonts.load('16px "JetBrains Mono Variable"'));
  const places = await page.evaluate(() => {
    const kinds: [string, string][] = [
      ['pre', ''],
      ['code', ''],
      ['samp', ''],
      ['kbd', 'font-mono'],
      ['textarea', 'field font-mono'],
      ['div', 'font-mono'],
      ['div', 'prose'],
      ['figure', 'code-block'],
    ];
    return kinds.map(([tag, className]) => {
      const host = document.createElement(tag);
      host.className = className;
      const code = className === 'prose' || className === 'code-block' ? host.appendChild(document.createElement('pre')) : host;
      code.textContent = '=== != => ->';
      document.body.append(host);
      const style = getComputedStyle(code);
      const found = `${style.fontFamily.split(',')[0]} ${style.fontVariantLigatures} ${style.fontFeatureSettings}`;
      host.remove();
      return found;
    });
  });
  expect(new Set(places)).toEqual(new Set(['"JetBrains Mono Variable" none "calt" 0, "liga" 0']));
});

test.describe('with forced colours', () => {
  test.use({ forcedColors: 'active', reducedMotion: 'reduce' });

  test('what is chosen, current, checked and filled can be seen', async ({ page }) => {
    await talk('Current', 'Another');
    const chat = new ChatPage(page);
    await chat.open(product.url);
    const look = (locator: Locator) =>
      locator.evaluate((element) => {
        const { backgroundColor, outlineStyle, outlineWidth, borderTopWidth } = getComputedStyle(element);
        return { background: backgroundColor, outline: `${outlineStyle} ${outlineWidth}`, border: borderTopWidth };
      });
    const [canvas, selected, highlight] = await page.evaluate(() =>
      ['Canvas', 'SelectedItem', 'Highlight'].map((color) => {
        const probe = document.body.appendChild(document.createElement('div'));
        probe.style.cssText = `forced-color-adjust: none; background: ${color}`;
        const found = getComputedStyle(probe).backgroundColor;
        probe.remove();
        return found;
      }),
    );
    expect(selected).not.toBe(canvas);
    await page.getByRole('link', { name: 'Current', exact: true }).click();
    const row = chat.conversations.locator('li:has(> a[aria-current])');
    await expect.poll(() => look(row)).toMatchObject({ background: selected });
    await chat.composer.focus();
    await expect.poll(() => look(page.locator('.composer'))).toMatchObject({ outline: 'solid 2px' });
    await expect.poll(() => look(chat.sendButton)).toMatchObject({ border: '1px' });
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('option').first()).toBeVisible();
    await expect.poll(() => look(page.getByRole('option', { selected: true }))).toMatchObject({ background: selected });
    await page.keyboard.press('Escape');
    await page.goto(`${product.url}/tasks`);
    await expect
      .poll(() => look(page.getByRole('button', { name: 'Open', exact: true })))
      .toMatchObject({ background: selected });
    await page.goto(`${product.url}/library`);
    await expect.poll(() => look(page.locator('.segments label').first())).toMatchObject({ background: selected });
    await page.keyboard.press('Tab');
    await expect(page.getByRole('link', { name: /Skip/ })).toBeFocused();
    await expect.poll(() => look(page.getByRole('link', { name: /Skip/ }))).toMatchObject({ outline: 'solid 2px' });
    // Bars that only show while something is going on.
    const bars = await page.evaluate(() =>
      ['progress-line', 'time-bar', 'level-meter'].map((name) => {
        const bar = document.body.appendChild(document.createElement('div'));
        bar.className = name;
        const { backgroundColor } = getComputedStyle(bar.appendChild(document.createElement('span')));
        bar.remove();
        return backgroundColor;
      }),
    );
    expect(new Set(bars)).toEqual(new Set([highlight]));
    expect(await violations(page)).toEqual([]);
  });
});

test('titles that run from right to left stand where the others stand, and a page that does is mirrored', async ({ page }) => {
  await talk('שלום עולם (hello)!');
  await talk('Left to right');
  const chat = new ChatPage(page);
  await chat.open(product.url);
  const title = (text: string) => chat.conversations.locator('a > span:first-child').filter({ hasText: text });
  /** Where its first line begins and ends. */
  const edges = (text: string) =>
    title(text).evaluate((element) => {
      const range = document.createRange();
      range.selectNodeContents(element);
      const { left, right } = range.getBoundingClientRect();
      return { left: Math.round(left), right: Math.round(right), direction: getComputedStyle(element).direction };
    });
  await expect(title('Left')).toBeVisible();
  expect((await edges('hello')).direction).toBe('rtl');
  expect((await edges('hello')).left).toBe((await edges('Left')).left);
  await page.evaluate(() => {
    document.documentElement.dir = 'rtl';
  });
  expect((await edges('hello')).right).toBe((await edges('Left')).right);
  const field = page.getByRole('searchbox', { name: 'Search conversations' });
  const icon = await field.locator('xpath=preceding-sibling::*[1]').boundingBox();
  const box = await field.boundingBox();
  expect((icon?.x ?? 0) > (box?.x ?? 0) + (box?.width ?? 0) / 2).toBe(true);
});
