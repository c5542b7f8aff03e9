import { expect, type Locator } from '@playwright/test';
import { AgentsPage } from './agents-page.ts';

export type TestFile = { name: string; mimeType: string; buffer: Buffer };

/** What a person sees of files: in the message, in the library and beside an answer. */
export class FilesPage extends AgentsPage {
  /** Of the message that is being written. */
  get drafted(): Locator {
    return this.page.getByRole('list', { name: 'Files of the message' }).getByRole('listitem');
  }

  get rows(): Locator {
    return this.page.getByRole('list', { name: 'Files', exact: true }).getByRole('listitem');
  }

  /** The file that is shown, wherever that is. */
  get preview(): Locator {
    return this.page
      .getByRole('complementary', { name: 'File', exact: true })
      .or(this.page.getByRole('region', { name: 'File', exact: true }))
      .or(this.page.getByRole('dialog', { name: 'File', exact: true }));
  }

  async openLibrary(url: string): Promise<void> {
    await this.page.goto(`${url}/library`);
    await expect(this.page.getByRole('heading', { level: 1, name: 'Library' })).toBeVisible();
  }

  /** By the button, in the message or in the library. */
  async pick(...files: TestFile[]): Promise<void> {
    const choosing = this.page.waitForEvent('filechooser');
    await this.page.getByRole('button', { name: /^(Attach|Upload) files$/ }).click();
    await (await choosing).setFiles(files);
  }

  async drop(...files: TestFile[]): Promise<void> {
    const transfer = await this.toTransfer(files);
    const body = this.page.locator('body');
    await body.dispatchEvent('dragenter', { dataTransfer: transfer });
    await expect(this.page.getByTestId('drop-overlay')).toBeVisible();
    await body.dispatchEvent('drop', { dataTransfer: transfer });
    await expect(this.page.getByTestId('drop-overlay')).toBeHidden();
  }

  async paste(content: { files?: TestFile[]; text?: string }): Promise<void> {
    const transfer = await this.toTransfer(content.files ?? []);
    if (content.text !== undefined) await transfer.evaluate((data, text) => data.setData('text/plain', text), content.text);
    await this.composer.evaluate((field, clipboardData) => {
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, transfer);
  }

  private toTransfer(files: TestFile[]) {
    return this.page.evaluateHandle(
      (list) => {
        const transfer = new DataTransfer();
        for (const { name, mimeType, base64 } of list) {
          const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
          transfer.items.add(new File([bytes], name, { type: mimeType }));
        }
        return transfer;
      },
      files.map(({ name, mimeType, buffer }) => ({ name, mimeType, base64: buffer.toString('base64') })),
    );
  }
}
