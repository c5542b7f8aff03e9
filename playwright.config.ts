import { defineConfig } from '@playwright/test';
import { findChromium } from './e2e/harness/chromium.ts';
import { hasRecogniser } from './e2e/standins/deepgram/recogniser.ts';

const chromium = findChromium();
/** They play and hear sound as it comes, and need the machine for themselves. */
const VOICE = '**/voice*.spec.ts';
/** They speak to a real recogniser; `npm test` tells when it is not there. */
const SPEECH = ['**/voice.spec.ts', '**/voice-provider.spec.ts'];
if (!hasRecogniser())
  console.log(`LEFT OUT ${SPEECH.join(' ')}: Debian's pocketsphinx-en-us, python3-pocketsphinx and ffmpeg are missing`);

export default defineConfig({
  testDir: 'e2e/browser',
  projects: [
    { name: 'pages', testMatch: '**/*.spec.ts', testIgnore: VOICE },
    { name: 'voice', testMatch: VOICE, testIgnore: hasRecogniser() ? [] : SPEECH },
  ],
  outputDir: 'test-results/browser',
  // Each file starts the whole product, and two cores are all there may be; `npm test` runs two files of pages at once.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  // Limits for what hangs, not for what is slow.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/playwright.json' }]],
  use: {
    browserName: 'chromium',
    viewport: { width: 1280, height: 800 },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(chromium === undefined ? {} : { executablePath: chromium }),
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    },
  },
});
