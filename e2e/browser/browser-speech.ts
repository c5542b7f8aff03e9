import type { Page } from '@playwright/test';

type TestSpeech = { hear(text: string): void; spoken: string[]; isHeld: boolean };

declare global {
  var testSpeech: TestSpeech;
}

/** Chromium without a head has a recogniser that fails, and no voices: these hear and say what the test wants. */
export class BrowserSpeech {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  /** Before the page is opened. */
  static async install(page: Page): Promise<BrowserSpeech> {
    await page.addInitScript(installSpeech);
    return new BrowserSpeech(page);
  }

  hear(text: string): Promise<void> {
    return this.page.evaluate((words) => globalThis.testSpeech.hear(words), text);
  }

  /** Every text that was said. */
  spoken(): Promise<string[]> {
    return this.page.evaluate(() => globalThis.testSpeech.spoken);
  }

  /** What is said from now on does not end by itself. */
  async holdSpeech(): Promise<void> {
    await this.page.evaluate(() => {
      globalThis.testSpeech.isHeld = true;
    });
  }
}

/** A browser without a recogniser. */
export async function removeBrowserRecognition(page: Page): Promise<void> {
  await page.addInitScript(() => Object.assign(globalThis, { SpeechRecognition: undefined, webkitSpeechRecognition: undefined }));
}

/** Runs in the page. */
function installSpeech(): void {
  let current: { onresult: ((event: object) => void) | null } | null = null;
  class Recognition {
    onresult: ((event: object) => void) | null = null;
    onend: (() => void) | null = null;
    start(): void {
      current = this;
    }
    stop(): void {
      setTimeout(() => this.onend?.(), 0);
    }
    abort(): void {}
  }
  const speech: TestSpeech = {
    hear(text) {
      current?.onresult?.({ results: [Object.assign([{ transcript: text }], { isFinal: true })] });
    },
    spoken: [],
    isHeld: false,
  };
  const speak = (utterance: SpeechSynthesisUtterance) => {
    speech.spoken.push(utterance.text);
    setTimeout(() => utterance.onstart?.({} as SpeechSynthesisEvent), 0);
    setTimeout(() => speech.isHeld || utterance.onend?.({} as SpeechSynthesisEvent), 20);
  };
  Object.assign(globalThis, { SpeechRecognition: Recognition, webkitSpeechRecognition: Recognition, testSpeech: speech });
  Object.defineProperty(globalThis, 'speechSynthesis', { value: { speak, cancel: () => {} } });
}
