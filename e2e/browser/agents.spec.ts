import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { type Product, startProduct } from '../harness/start-product.ts';
import {
  BOTH_ANSWER,
  BOTH_QUESTION,
  FILES_ANSWER,
  FILES_QUESTION,
  MILL_QUESTION,
  NOTE_ANSWER,
  NOTE_QUESTION,
  NOTED_TITLE,
  type OpenAiAgents,
  PLOT_ANSWER,
  PLOT_QUESTION,
  SCREEN_ANSWER,
  SCREEN_QUESTION,
  startOpenAiAgents,
  TASK_ANSWER,
  TASK_QUESTION,
} from '../standins/openai-agents.ts';
import { startWebSite, type WebSite } from '../standins/web-site.ts';
import { AgentsPage } from './agents-page.ts';

let site: WebSite;
let openAi: OpenAiAgents;
let product: Product;

test.beforeAll(async () => {
  site = await startWebSite();
  openAi = await startOpenAiAgents(site.origin);
  const env = { OPENAI_API_KEY: 'sk-stand-in', OPENAI_BASE_URL: openAi.baseUrl, WEB_ALLOW_HOSTS: '127.0.0.1' };
  product = await startProduct({ name: 'browser-agents', pages: true, env });
});

test.afterAll(async () => {
  await product?.stop();
  await openAi?.stop();
  await site?.stop();
});

test.describe('with a key', () => {
  test('the supervisor hands over to research, says why, and the answer cites what was read', async ({ page }) => {
    const chat = new AgentsPage(page);
    await chat.open(product.url);
    await chat.ask(MILL_QUESTION);
    await expect(chat.lastAnswer).toContainText('Research: The answer stands on a web page');
    const source = await chat.openSource(1);
    await expect(source).toContainText('four years and 312,000 euros on a building');
    await page.keyboard.press('Escape');
    await expect(source).toBeHidden();
    await chat.openSteps();
    await expect(chat.steps).toContainText('Supervisor → Research');
    const call = await chat.openCall('Read “');
    await expect(call.getByRole('group', { name: 'Arguments' })).toContainText('/article');
    await expect(call.getByRole('group', { name: 'Result' })).toContainText('Carvoeira');
  });

  test('one click sends the same question to another agent, and both answers stay', async ({ page }) => {
    const chat = new AgentsPage(page);
    await chat.open(product.url);
    await chat.ask(FILES_QUESTION);
    await expect(chat.lastAnswer).toContainText(FILES_ANSWER);
    await chat.lastAnswer.getByRole('button', { name: 'Ask another agent' }).click();
    await page.getByRole('menuitem', { name: 'Computer use' }).click();
    await expect(chat.lastAnswer.getByRole('group', { name: 'Versions' })).toContainText('2/2');
    await chat.untilStatus('completed');
    await expect(chat.lastAnswer.getByRole('button', { name: /^Computer use/ })).toBeVisible();
  });

  test('code draws a chart by running a program', async ({ page }) => {
    const chat = new AgentsPage(page);
    await chat.open(product.url);
    await chat.ask(PLOT_QUESTION);
    await expect(chat.lastAnswer).toContainText(PLOT_ANSWER);
    await expect(chat.lastAnswer.getByRole('img', { name: 'plot.svg' })).toBeVisible();
    await chat.openSteps();
    const call = await chat.openCall('Ran a Python program');
    await expect(call.getByRole('group', { name: 'Output', exact: true })).toContainText('4 16');
    // The record of the run tells the same after a reload.
    await page.reload();
    await expect(chat.lastAnswer.locator('.step-toggle').first()).toHaveText(
      /^Supervisor, Code, ran a Python program· [\d.]+ m?s$/,
    );
    await expect(chat.lastAnswer).toContainText('Code: A program can draw it');
    await chat.openSteps();
    await expect(chat.steps).toContainText('Supervisor → Code');
    await expect((await chat.openCall('Ran a Python program')).getByRole('group', { name: 'Value' })).toHaveText('30');
  });

  test('task keeps what has to be done', async ({ page }) => {
    const chat = new AgentsPage(page);
    await chat.open(product.url);
    await chat.ask(TASK_QUESTION);
    await expect(chat.lastAnswer).toContainText(TASK_ANSWER);
    const list = (await product.call('/api/tasks')).json() as { tasks: { title: string }[] };
    expect(list.tasks.map(({ title }) => title)).toContain('Renew the passport');
  });

  for (const [agent, question, answer] of [
    ['Knowledge', FILES_QUESTION, FILES_ANSWER],
    ['Computer use', SCREEN_QUESTION, SCREEN_ANSWER],
  ] as const) {
    test(`${agent} is handed what is for it`, async ({ page }) => {
      const chat = new AgentsPage(page);
      await chat.open(product.url);
      await chat.ask(question);
      await expect(chat.lastAnswer).toContainText(answer);
      await chat.openSteps();
      await expect(chat.steps).toContainText(`Supervisor → ${agent}`);
    });
  }

  test('two agents work at the same time, each with its own steps, and the supervisor joins what they found', async ({
    page,
  }) => {
    const chat = new AgentsPage(page);
    await chat.open(product.url);
    await chat.ask(BOTH_QUESTION);
    await expect(chat.lastAnswer).toContainText(BOTH_ANSWER.replace(/ \[1\].*/, ''));
    await chat.openSteps();
    await expect(chat.steps.getByRole('list', { name: 'Work of Research' })).toContainText('Read “');
    await expect(chat.steps.getByRole('list', { name: 'Work of Code' })).toContainText('Calculated');
    await expect(chat.steps.getByText('in parallel')).toHaveCount(2);
    await chat.openSource(1);
  });
});

test.describe('approvals', () => {
  test('an effect after reading foreign text waits, over a reload, for a person who may change it', async ({ page, context }) => {
    const chat = new AgentsPage(page);
    await chat.open(product.url);
    await chat.send(NOTE_QUESTION);
    await expect(chat.approval).toContainText('Task wants to create the task');
    await expect(chat.approval).toContainText('read content from strangers');
    await expect(page.getByRole('link', { name: /^Approvals 1/ })).toBeVisible();
    await page.reload();
    await expect(chat.approval).toContainText(NOTED_TITLE);
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

    const other = new AgentsPage(await context.newPage());
    await other.open(page.url());
    await expect(other.approval).toBeVisible();

    await chat.approval.getByRole('button', { name: 'Edit' }).click();
    const field = chat.approval.getByRole('textbox', { name: 'Arguments as JSON' });
    await field.fill('{"title": ');
    await expect(chat.approval).toContainText('This is not valid JSON');
    await expect(chat.approval.getByRole('button', { name: 'Approve with changes' })).toBeDisabled();
    await field.fill('{"title": ""}');
    await chat.approval.getByRole('button', { name: 'Approve with changes' }).click();
    await expect(chat.approval.getByRole('alert')).toBeVisible();
    await expect(chat.approval.getByRole('listitem')).toContainText('title');
    await field.fill('{"title": "Visit the mill on Saturday"}');
    await chat.approval.getByRole('button', { name: 'Approve with changes' }).click();

    for (const tab of [chat, other]) {
      await tab.untilStatus('completed');
      await expect(tab.lastAnswer).toContainText(NOTE_ANSWER);
      await expect(tab.approval).toHaveCount(0);
    }
    const list = (await product.call('/api/tasks')).json() as { tasks: { title: string }[] };
    expect(list.tasks.filter(({ title }) => title.startsWith(NOTED_TITLE)).map(({ title }) => title)).toEqual([
      'Visit the mill on Saturday',
    ]);
    await chat.openSteps();
    await expect(chat.steps).toContainText('approved');
  });

  test('the inbox shows what waits in all conversations; what is rejected there is not done', async ({ page, context }) => {
    const chat = new AgentsPage(page);
    await chat.open(product.url);
    await chat.send(NOTE_QUESTION);
    await expect(chat.approval).toBeVisible();
    const inbox = await context.newPage();
    await inbox.goto(`${product.url}/approvals`);
    const waiting = inbox.getByRole('list', { name: 'Waiting approvals' }).getByRole('listitem');
    await expect(waiting).toHaveCount(1);
    await waiting.getByRole('button', { name: 'Reject' }).click();
    await waiting.getByRole('textbox', { name: /^Why not/ }).fill('Not this year');
    await waiting.getByRole('button', { name: 'Reject' }).click();
    await expect(inbox.getByText('Nothing to approve.')).toBeVisible();
    await expect(inbox.locator('#main')).toBeFocused();
    const decided = inbox.getByRole('region', { name: 'Decided' }).getByRole('listitem').first();
    await expect(decided).toContainText(`Task wanted to create the task “${NOTED_TITLE}”`);
    await expect(decided).toContainText('Rejected by you');
    await expect(decided).toContainText('“Not this year”');
    await expect(decided.getByRole('link')).toHaveText(`In “${NOTE_QUESTION}”`);
    await decided.getByText('What was asked').click();
    await expect(decided.getByRole('group', { name: 'Arguments' })).toContainText(NOTED_TITLE);
    expect((await new AxeBuilder({ page: inbox }).analyze()).violations).toEqual([]);
    await chat.untilStatus('completed');
    for (const visit of ['live', 'reloaded']) {
      if (visit === 'reloaded') await chat.reload();
      await expect(chat.lastAnswer.getByRole('list', { name: 'Decisions' })).toHaveText(
        `Rejected by you: create the task “${NOTED_TITLE}” — “Not this year”`,
      );
      await expect(chat.lastAnswer.locator('.step-toggle').first()).not.toContainText('task');
      await chat.openSteps();
      const asked = chat.steps.getByRole('list', { name: 'Work of Task' }).getByRole('listitem');
      await expect(asked).toHaveCount(1);
      await expect(asked).toHaveText(/^Create the task “Visit the mill”.*Rejected by you$/);
    }
    await expect(page.getByRole('link', { name: 'Approvals', exact: true })).toBeVisible();
  });
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the work of agents has no accessibility violation, ${colorScheme}, at 360 px`, async ({ browser }) => {
    const context = await browser.newContext({
      viewport: { width: 360, height: 740 },
      hasTouch: true,
      isMobile: true,
      colorScheme,
    });
    const chat = new AgentsPage(await context.newPage());
    await chat.open(product.url);
    for (const question of [PLOT_QUESTION, MILL_QUESTION]) {
      await chat.ask(question);
      await chat.openSteps();
      await chat.openCall(question === PLOT_QUESTION ? 'Ran a Python program' : 'Read “');
    }
    await chat.openSource(1);
    expect((await new AxeBuilder({ page: chat.page }).analyze()).violations).toEqual([]);
    const overflow = await chat.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await context.close();
  });
}
