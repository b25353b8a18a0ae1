// Makes the pictures of docs/ anew, from the real page on shipped recordings: npm run screenshots
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Feed } from '../../src/server/feed.ts';
import { feedOfRecording } from '../server/served.ts';
import { positionsOf, stepPosition } from '../support/positions.ts';
import { openShipped } from '../support/recordings.ts';
import { hasBrowser, openPage, serve, startBrowser } from './chromium.ts';

const DOCS = join(import.meta.dirname, '..', '..', 'docs');
const SIZE = { width: 1280, height: 800 };
/** Larger pictures make a README slow; a screenshot that is larger shows more than it should. */
const LARGEST = 200_000;

const PMEM = '6.1.192-debian-generic-vmemmap--s4-e820-pmem-subsection';
const FAILURES = '6.1.192-debian-generic-vmemmap--s5-failure-injection';
const FAILURES_CLASSIC = '6.1.192-custom-classic--s5-failure-injection';

const pmem = openShipped(PMEM);
const shared = stepPosition(pmem, 6);
const [refusal = pmem.baseline] = positionsOf(pmem.log, 'operation.refused');

interface Scene {
  readonly file: string;
  readonly feed: Feed;
  readonly hash: string;
  readonly dark?: true;
  /** What is done on the page before the picture is taken. */
  readonly act?: (page: Page) => Promise<void>;
}

const beside: Feed = { ...feedOfRecording(FAILURES), beside: feedOfRecording(FAILURES_CLASSIC).source };
const [, , , , , , , , diverging = 1] = positionsOf(beside.source.log, 'operation.refused');

const SCENES: readonly Scene[] = [
  { file: 'inspector-light.png', feed: feedOfRecording(PMEM), hash: `#at=${shared}&sel=section:14` },
  {
    file: 'inspector-compare-dark.png',
    feed: feedOfRecording(PMEM),
    hash: `#at=${shared}&sel=section:14&view=diff`,
    dark: true,
    act: async (page) => {
      await page.keyboard.press('k');
      await page.keyboard.press('Enter');
      await page.getByText('Under classic', { exact: true }).waitFor();
    },
  },
  { file: 'inspector-why.png', feed: feedOfRecording(PMEM), hash: `#at=${refusal}&sel=block:10&view=why` },
  {
    file: 'inspector-machine-dark.png',
    feed: feedOfRecording(PMEM),
    hash: `#at=${shared}&sel=section:14&view=machine`,
    dark: true,
  },
  {
    file: 'inspector-records.png',
    feed: beside,
    hash: `#at=${diverging}&view=diff`,
    act: (page) => page.locator('.pane-title').last().waitFor(),
  },
];

if (!hasBrowser('screenshots')) process.exit(1);
const browser = await startBrowser();
let largest = 0;
for (const { file, feed, hash, dark, act } of SCENES) {
  const server = await serve(feed);
  const { page } = await openPage(browser, `${server.address}${hash}`, {
    viewport: SIZE,
    colorScheme: dark ? 'dark' : 'light',
  });
  await act?.(page);
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  const path = join(DOCS, file);
  await page.screenshot({ path });
  const { size } = statSync(path);
  largest = Math.max(largest, size);
  console.log(`docs/${file}  ${size} bytes`);
  await page.close();
  await server.close();
}
await browser.close();
if (largest > LARGEST) console.error(`a picture is larger than ${LARGEST} bytes`);
process.exitCode = largest > LARGEST ? 1 : 0;
