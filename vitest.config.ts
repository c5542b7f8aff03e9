import { defineConfig } from 'vitest/config';

const UNIT = ['{lib,orchestrator,components,app,scripts,bench}/**/*.test.{ts,tsx}', 'e2e/*.test.ts'];

export default defineConfig({
  // Next wants JSX preserved in tsconfig; here it has to run.
  oxc: { jsx: { runtime: 'automatic' } },
  test: {
    // Two workers: the tests start real databases and servers, and must also pass on a machine of two cores.
    maxWorkers: 2,
    // Limits for what hangs, not for what is slow: on a busy machine everything takes twenty times as long.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    teardownTimeout: 30_000,
    expect: { poll: { timeout: 20_000 } },
    setupFiles: ['scripts/test/wait-patiently.ts'],
    projects: [
      { extends: true, test: { name: 'unit', include: UNIT } },
      {
        extends: true,
        test: {
          name: 'product',
          include: ['e2e/stream/**/*.test.ts', 'deploy/**/*.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
