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

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What axe finds on the page as it is, in a few words each. @param only rules, or tags of rules. */
async function found(page: Page, only: readonly string[] = WCAG): Promise<readonly string[]> {
  const results = (await page.evaluate(`axe.run(document, { runOnly: ${JSON.stringify(only)} })`)) as AxeResults;
  return results.violations.map(
    ({ id, impact, nodes }) =>
      `${impact} ${id}: ${nodes
        .map(({ target, failureSummary }) => `${target} ${failureSummary}`)
        .join(' | ')
        .slice(0, 400)}`,
  );
}

/** As `found`, in light; and whether colours stand out in the dark too: nothing else differs there. */
async function foundInBoth(page: Page): Promise<readonly string[]> {
  const inLight = await found(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  const inDark = await found(page, ['color-contrast']);
  await page.emulateMedia({ colorScheme: 'light' });
  return [...inLight, ...inDark];
}

/** How many colours the record's map has. */
const coloursOfMap = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('.map-view canvas');
    const pixels = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    const seen = new Set<string>();
    for (let at = 0; at < pixels.length; at += 4) seen.add(`${pixels[at]},${pixels[at + 1]},${pixels[at + 2]}`);
    return seen.size;
  });

describe.skipIf(!hasBrowser('access, with axe, in a browser'))('access, in Chromium', () => {
  let browser: Browser;
  let server: Listening;
  let at: number;

  beforeAll(async () => {
    const feed = feedOfRecording(RECORDING);
    server = await serve({ ...feed, beside: feed.source });
    browser = await startBrowser();
    at = feed.source.baseline + 30;
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  const open = async (hash: string): Promise<Page> => {
    const { page } = await openPage(browser, `${server.address}${hash}`, { bypassCSP: true });
    await page.evaluate(AXE);
    return page;
  };

  test('axe finds nothing on any view of the panel, nor on the table, in light and in the dark', async () => {
    const page = await open(`#at=${at}&sel=block:32`);
    for (const view of VIEWS) {
      await page.locator(`#tab-${view}`).click();
      expect(await foundInBoth(page)).toEqual([]);
    }
    await page.getByRole('button', { name: 'table' }).click();
    expect(await foundInBoth(page)).toEqual([]);
    await page.close();
  });

  test('axe finds nothing on anything that lies over the page', async () => {
    const page = await open(`#at=${at}&sel=block:32`);
    for (const key of ['Control+k', '?', 'g', 'Shift+W', 'k', 'i', ':']) {
      await page.keyboard.press(key);
      await page.getByRole('dialog').waitFor();
      expect(await foundInBoth(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await page.close();
  });

  test('axe finds nothing with another record, another kernel, or a branch beside the record', async () => {
    const page = await open(`#at=${at}&sel=block:32&view=diff`);
    await page.locator('.pane-title').last().waitFor();
    expect(await foundInBoth(page)).toEqual([]);
    for (const key of ['k', 'i']) {
      await page.keyboard.press(key);
      await page.getByRole('dialog').getByRole('button').last().click();
      expect(await foundInBoth(page)).toEqual([]);
    }
    await page.close();
  });

  test('in the colours of the system, the map still tells states apart, and axe finds nothing', async () => {
    const page = await open(`#at=${at}&sel=block:32`);
    const before = await coloursOfMap(page);
    await page.emulateMedia({ forcedColors: 'active' });
    expect(await coloursOfMap(page)).toBeGreaterThanOrEqual(Math.min(before, 4));
    expect(await found(page)).toEqual([]);
    await page.close();
  });

  test.each([
    ['1280 × 800 at 200 %', 640, 400],
    ['1024 × 768 at 200 %', 512, 384],
  ])('%s: everything can be reached, and nothing is wider than the window', async (_name, width, height) => {
    const { page } = await openPage(browser, server.address, { viewport: { width, height } });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await page.getByRole('tab', { name: 'Why' }).scrollIntoViewIfNeeded();
    await page.getByRole('table', { name: 'Events in order' }).scrollIntoViewIfNeeded();
    await page.close();
  });

  test('where the focus is can be seen, at every stop of the Tab key', async () => {
    const { page } = await openPage(browser, `${server.address}#at=${at}&sel=section:32`);
    const stops = new Set<string>();
    for (let count = 0; count < 60; count++) {
      await page.keyboard.press('Tab');
      const stop = await page.evaluate(() => {
        const element = document.activeElement;
        if (!element || element === document.body) return null;
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        return {
          name: `${element.tagName} ${element.getAttribute('aria-label') ?? element.textContent?.slice(0, 30)}`,
          isSeen: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2,
        };
      });
      if (!stop) break;
      expect(stop).toMatchObject({ isSeen: true });
      stops.add(stop.name);
    }
    expect([...stops].filter((name) => name.includes('Map of physical memory'))).toHaveLength(1);
    expect([...stops].some((name) => name.includes('Time'))).toBe(true);
    expect([...stops].some((name) => name.includes('Events in order'))).toBe(true);
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
