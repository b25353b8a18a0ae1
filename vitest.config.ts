import { defineConfig } from 'vitest/config';

const BROWSER = 'test/browser/**/*.test.ts';
/** Tests that load a module with another one in its place, which no other test may see. */
const MOCKED = 'test/events/older-versions.test.ts';
/** Tests that start other processes, or ask every case there is: `npm run check` leaves them to `npm test`. */
const SLOW = [
  'test/{bench,cli,exports,server/inspect,stores}/**/*.test.ts',
  'test/house/package.test.ts',
  'test/sources/{hostile,missing-files,mutations,rewritten}.test.ts',
  'test/timeline/branch.test.ts',
  'test/timeline/replay/{compiled-table,replay}.test.ts',
];
const NEVER = '**/node_modules/**';

const PATIENCE_MS = process.env['MEMLAPSE_LONG'] === '1' ? 3_600_000 : 60_000;
/** One worker runs many files: the house's modules, the compiled tables and the opened recordings are loaded once. */
const SHARED = { pool: 'threads', isolate: false } as const;

export default defineConfig({
  test: {
    globalSetup: 'test/support/one-temp-folder.ts',
    testTimeout: PATIENCE_MS,
    hookTimeout: PATIENCE_MS,
    // Half of the machine is Vitest's own choice: of two cores, one.
    maxWorkers: '100%',
    reporters: ['default'],
    projects: [
      {
        extends: true,
        test: { name: 'fast', include: ['test/**/*.test.ts'], exclude: [BROWSER, MOCKED, ...SLOW, NEVER], ...SHARED },
      },
      { extends: true, test: { name: 'slow', include: SLOW, exclude: [NEVER], ...SHARED } },
      { extends: true, test: { name: 'mocked', include: [MOCKED] } },
      { extends: true, test: { name: 'browser', include: [BROWSER], ...SHARED } },
    ],
  },
});
