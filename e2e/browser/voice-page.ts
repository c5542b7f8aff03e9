import { expect, type Locator } from '@playwright/test';
import { ChatPage } from './chat-page.ts';

/** Recognition, detector and synthesis share two cores with everything else that a machine may be doing. */
export const PATIENCE_MS = 90_000;

/** What a person sees and does of voice, by role and name. */
export class VoicePage extends ChatPage {
  get panel(): Locator {
    return this.page.getByRole('region', { name: 'Voice' });
  }

  get talkButton(): Locator {
    return this.page.getByRole('button', { name: 'Talk', exact: true });
  }

  get modeButton(): Locator {
    return this.page.getByRole('button', { name: 'Voice mode', exact: true });
  }

  get caption(): Locator {
    return this.panel.getByTestId('caption');
  }

  button(name: string): Locator {
    return this.panel.getByRole('button', { name, exact: true });
  }

  async untilPhase(...phases: string[]): Promise<void> {
    await expect(this.panel).toHaveAttribute('data-phase', new RegExp(`^(${phases.join('|')})$`), { timeout: PATIENCE_MS });
  }

  /** Begins a hands-free conversation. */
  async startHandsFree(): Promise<void> {
    await this.modeButton.click();
    await expect(this.button('Mute')).toBeEnabled({ timeout: PATIENCE_MS });
    await this.untilPhase('listening');
  }

  async hold(): Promise<void> {
    await this.talkButton.hover();
    await this.page.mouse.down();
    await expect(this.panel.getByTestId('level')).toBeVisible({ timeout: PATIENCE_MS });
  }

  async release(): Promise<void> {
    await this.page.mouse.up();
  }

  /** Every phase from now on with its last caption, in their order. */
  async record(): Promise<() => Promise<{ phase: string; caption: string }[]>> {
    await this.page.evaluate(() => {
      const seen: { phase: string; caption: string }[] = [];
      const look = () => {
        const panel = document.querySelector('section[aria-label="Voice"]');
        const phase = panel?.getAttribute('data-phase');
        if (phase == null) return;
        const caption = panel?.querySelector('[data-testid="caption"]')?.textContent ?? '';
        const last = seen.at(-1);
        if (last?.phase === phase) last.caption = caption || last.caption;
        else seen.push({ phase, caption });
      };
      const what = { subtree: true, childList: true, characterData: true, attributeFilter: ['data-phase'] };
      new MutationObserver(look).observe(document.body, what);
      look();
      Object.assign(globalThis, { voiceRecord: seen });
    });
    return () =>
      this.page.evaluate(() => (globalThis as unknown as { voiceRecord: { phase: string; caption: string }[] }).voiceRecord);
  }
}
