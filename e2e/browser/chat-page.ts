import { expect, type Locator, type Page } from '@playwright/test';

/** What a person sees and does on the chat page, by role and name. */
export class ChatPage {
  readonly page: Page;
  readonly composer: Locator;
  readonly sendButton: Locator;
  readonly stopButton: Locator;
  readonly thread: Locator;
  readonly answers: Locator;
  readonly questions: Locator;
  readonly conversations: Locator;

  constructor(page: Page) {
    this.page = page;
    this.composer = page.getByRole('textbox', { name: 'Message', exact: true });
    this.sendButton = page.getByRole('button', { name: 'Send', exact: true });
    this.stopButton = page.getByRole('button', { name: 'Stop', exact: true });
    this.thread = page.getByRole('log', { name: 'Conversation' });
    this.answers = this.thread.locator('article[data-role="assistant"]');
    this.questions = this.thread.locator('article[data-role="user"]');
    this.conversations = page.getByRole('list', { name: 'Conversations' });
  }

  async open(url: string): Promise<void> {
    await this.page.goto(url);
    await expect(this.composer).toBeVisible();
    await this.untilAwake();
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.untilAwake();
  }

  /** React listens to what the server has drawn; a click that comes earlier is lost. */
  private async untilAwake(): Promise<void> {
    const isAwake = (element: Element) => Object.keys(element).some((key) => key.startsWith('__reactProps'));
    await expect.poll(() => this.composer.evaluate(isAwake)).toBe(true);
  }

  async send(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
    await expect(this.questions.last()).toContainText(text);
  }

  get lastAnswer(): Locator {
    return this.answers.last();
  }

  /** The newest answer is being written and holds this text. */
  async untilWriting(text: string): Promise<void> {
    await expect(this.lastAnswer).toContainText(text);
    await expect(this.lastAnswer).toHaveAttribute('aria-busy', 'true');
  }

  async untilStatus(...statuses: string[]): Promise<void> {
    await expect(this.lastAnswer).toHaveAttribute('data-status', new RegExp(`^(${statuses.join('|')})$`), { timeout: 90_000 });
    await expect(this.lastAnswer).toHaveAttribute('aria-busy', 'false');
  }
}
