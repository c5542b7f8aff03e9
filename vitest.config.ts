import { defineConfig } from 'vitest/config';

const UNIT = ['{lib,orchestrator,components,app,scripts,bench}/**/*.test.{ts,tsx}', 'e2e/*.test.ts'];

export default defineConfig({
  // Next wants JSX preserved in tsconfig; here it has to run.
  oxc: { jsx: { runtime: 'automatic' } },
  test: {
    // Two workers: the tests start real databases and servers, and must also pass on a machine of two cores.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 30_000,
    projects: [
      { extends: true, test: { name: 'unit', include: UNIT } },
      {
        extends: true,
        test: {
          name: 'product',
          include: ['e2e/stream/**/*.test.ts', 'deploy/**/*.test.ts'],
          // Each file starts the whole product.
          fileParallelism: false,
          testTimeout: 90_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
