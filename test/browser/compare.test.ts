import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Listening } from '../../src/server/listen.ts';
import { alignedOperations, overAt } from '../../src/timeline/align/compare-timelines.ts';
import { timelineOf } from '../../src/timeline/timeline.ts';
import { feedOfRecording } from '../server/served.ts';
import { openShipped } from '../support/recordings.ts';
import { hasBrowser, openPage, positionOn, serve, startBrowser } from './chromium.ts';

const VMEMMAP = '6.1.192-debian-generic-vmemmap--s5-failure-injection';
const CLASSIC = '6.1.192-custom-classic--s5-failure-injection';

describe.skipIf(!hasBrowser('two records side by side in a browser'))('two records side by side, in Chromium', () => {
  let browser: Browser;
  let server: Listening;

  beforeAll(async () => {
    server = await serve({ ...feedOfRecording(VMEMMAP), beside: feedOfRecording(CLASSIC).source });
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  test('one playhead goes through both, by what was asked; what differs is outlined, and told in words', async () => {
    const [a, b] = [timelineOf(openShipped(VMEMMAP)), timelineOf(openShipped(CLASSIC))];
    const rows = alignedOperations(a, b);
    const otherwise = rows.find(({ differs }) => differs)!;
    const { page, complaints } = await openPage(browser, `${server.address}#at=${overAt(otherwise.a!)}&view=diff`);
    await page.getByText(`event ${overAt(otherwise.b!)} of ${b.end}`).waitFor();
    await page.getByText('1 section differs, outlined').waitFor();
    await page.getByText('done | refused EINVAL').waitFor();
    expect(await page.locator('.otherwise li').count()).toBe(
      rows.filter((row) => row.differs || !row.a || !row.b).length,
    );
    await page.keyboard.press('End');
    await page.getByText(`event ${b.end} of ${b.end}`).waitFor();
    await page.locator('.otherwise li.here, .otherwise li').first().getByRole('button').click();
    expect(await positionOn(page)).toBe(overAt(otherwise.a!));
    await page.getByRole('button', { name: 'close', exact: true }).last().click();
    expect(await page.locator('.map-view').count()).toBe(1);
    expect(complaints).toEqual([]);
    await page.close();
  });
});
