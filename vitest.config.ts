import { defineConfig } from 'vitest/config';

const BROWSER = 'test/browser/**/*.test.ts';
/** Tests that load a module with another one in its place, which no other test may see. */
const MOCKED = 'test/events/older-versions.test.ts';

const PATIENCE_MS = process.env['MEMLAPSE_LONG'] === '1' ? 3_600_000 : 60_000;

export default defineConfig({
  test: {
    testTimeout: PATIENCE_MS,
    hookTimeout: PATIENCE_MS,
    // Half of the machine is Vitest's own choice: of two cores, one.
    maxWorkers: '100%',
    reporters: ['default'],
    projects: [
      {
        extends: true,
        // One worker runs many files: the house's modules, the compiled tables and the opened recordings are loaded once.
        test: {
          name: 'house',
          include: ['test/**/*.test.ts'],
          exclude: [BROWSER, MOCKED, '**/node_modules/**'],
          pool: 'threads',
          isolate: false,
        },
      },
      { extends: true, test: { name: 'mocked', include: [MOCKED] } },
      { extends: true, test: { name: 'browser', include: [BROWSER] } },
    ],
  },
});
