import { expect, type Locator } from '@playwright/test';
import { ChatPage } from './chat-page.ts';

/** What a person sees of the agents at work, by role and name. */
export class AgentsPage extends ChatPage {
  get steps(): Locator {
    return this.lastAnswer.getByRole('list', { name: 'Steps', exact: true });
  }

  get approval(): Locator {
    return this.lastAnswer.getByTestId('approval');
  }

  async openSteps(): Promise<void> {
    await this.lastAnswer.locator('.step-toggle').first().click();
    await expect(this.steps).toBeVisible();
  }

  /** Opens one call of a tool and gives what it shows. */
  async openCall(words: string): Promise<Locator> {
    const call = this.steps.locator('details').filter({ has: this.page.locator('summary', { hasText: words }) });
    await call.locator('summary').click();
    return call;
  }

  /** Also where Enter breaks the line, as on a touch screen. */
  async ask(text: string): Promise<void> {
    const answered = await this.answers.count();
    await this.composer.fill(text);
    await this.sendButton.click();
    await expect(this.answers).toHaveCount(answered + 1);
    await this.untilStatus('completed');
  }

  async openSource(index: number): Promise<Locator> {
    const chip = this.lastAnswer.getByRole('button', { name: new RegExp(`^Source ${index}:`) }).first();
    await chip.focus();
    const card = this.lastAnswer.getByRole('group', { name: new RegExp(`^Source ${index}:`) }).first();
    await expect(card).toBeVisible();
    return card;
  }
}
