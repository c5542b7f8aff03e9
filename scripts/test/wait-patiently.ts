import { vi } from 'vitest';

const PATIENCE_MS = 20_000;

const { waitFor } = vi;

/** Its default of a second, which no setting changes, is too short for a machine at work; a test that waits shorter says so. */
vi.waitFor = (callback, options = {}) =>
  waitFor(callback, { timeout: PATIENCE_MS, ...(typeof options === 'number' ? { timeout: options } : options) });
