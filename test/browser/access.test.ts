import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Listening } from '../../src/server/listen.ts';
import { VIEWS } from '../../src/web/log/view.ts';
import { feedOfRecording } from '../server/served.ts';
import { hasBrowser, openPage, positionOn, serve, startBrowser } from './chromium.ts';

const RECORDING = '6.1.192-debian-generic-vmemmap--s2-offline-busy-normal-vs-movable';
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds on the page as it is, in a few words each; rules of WCAG 2.2 A and AA. */
async function found(page: Page): Promise<readonly string[]> {
  const results = (await page.evaluate(
    "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })",
  )) as AxeResults;
  return results.violations.map(
    ({ id, impact, nodes }) =>
      `${impact} ${id}: ${nodes
        .map(({ target, failureSummary }) => `${target} ${failureSummary}`)
        .join(' | ')
        .slice(0, 400)}`,
  );
}

describe.skipIf(!hasBrowser('access, with axe, in a browser'))('access, in Chromium', () => {
  let browser: Browser;
  let server: Listening;

  beforeAll(async () => {
    server = await serve(feedOfRecording(RECORDING));
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  test('axe finds nothing on any screen', { timeout: 240_000 }, async () => {
    const { page } = await openPage(browser, `${server.address}#at=41&sel=block:32`, { bypassCSP: true });
    await page.evaluate(AXE);
    for (const view of VIEWS) {
      await page.locator(`#tab-${view}`).click();
      expect(await found(page)).toEqual([]);
    }
    await page.getByRole('button', { name: 'table' }).click();
    expect(await found(page)).toEqual([]);
    for (const key of ['Control+k', '?', 'g', 'Shift+W']) {
      await page.keyboard.press(key);
      await page.getByRole('dialog').waitFor();
      expect(await found(page)).toEqual([]);
      await page.keyboard.press('Escape');
    }
    await page.close();
  });

  test('axe finds nothing in the dark', { timeout: 240_000 }, async () => {
    const { page } = await openPage(browser, `${server.address}#at=41&sel=block:32&view=why`, {
      colorScheme: 'dark',
      bypassCSP: true,
    });
    await page.evaluate(AXE);
    expect(await found(page)).toEqual([]);
    await page.keyboard.press('Control+k');
    expect(await found(page)).toEqual([]);
    await page.close();
  });

  test('with 200 % zoom everything can be reached, and nothing is wider than the window', async () => {
    const { page } = await openPage(browser, server.address, { viewport: { width: 640, height: 400 } });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(640);
    await page.getByRole('tab', { name: 'Why' }).scrollIntoViewIfNeeded();
    await page.getByRole('table', { name: 'Events in order' }).scrollIntoViewIfNeeded();
    await page.close();
  });

  test('less motion means that nothing plays by itself', async () => {
    const { page } = await openPage(browser, server.address);
    const before = await positionOn(page);
    await page.keyboard.press('Space');
    await page.getByText('asks for less motion').waitFor({ state: 'attached' });
    expect(await positionOn(page)).toBe(before);
    await page.close();
  });
});
