import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromeTraceOf } from '../../src/exports/chrome.ts';
import { lsmemOf } from '../../src/exports/lsmem.ts';
import { reproducerOf } from '../../src/exports/reproducer.ts';
import type { Listening } from '../../src/server/listen.ts';
import { timelineOf } from '../../src/timeline/timeline.ts';
import { feedOfRecording } from '../server/served.ts';
import { openShipped } from '../support/recordings.ts';
import { hasBrowser, openPage, serve, startBrowser } from './chromium.ts';

const BUSY = '6.1.192-debian-generic-vmemmap--s2-offline-busy-normal-vs-movable';
const opened = openShipped(BUSY);
const timeline = timelineOf(opened);
const AT = opened.baseline + 12;

/** Runs the command of the palette that these words find first, and takes the file that it saves. */
async function savedBy(page: Page, words: string): Promise<{ readonly name: string; readonly content: Buffer }> {
  await page.keyboard.press('Control+k');
  await page.keyboard.type(words);
  const saved = page.waitForEvent('download');
  await page.keyboard.press('Enter');
  const file = await saved;
  return { name: file.suggestedFilename(), content: readFileSync(await file.path()) };
}

describe.skipIf(!hasBrowser('saving files from a browser'))('what the palette saves, in Chromium', () => {
  let browser: Browser;
  let server: Listening;
  let page: Page;
  let complaints: readonly string[];

  beforeAll(async () => {
    server = await serve(feedOfRecording(BUSY));
    browser = await startBrowser();
    ({ page, complaints } = await openPage(browser, `${server.address}#at=${AT}`));
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  test('an instant, as lsmem would print it', async () => {
    const { name, content } = await savedBy(page, 'lsmem');
    expect(name).toBe(`lsmem-event-${AT}.json`);
    expect(JSON.parse(content.toString())).toEqual(lsmemOf(timeline.stateAt(AT)));
  });

  test('the map, as a picture of dots and as one of shapes that every browser shows', async () => {
    const png = await savedBy(page, 'png');
    expect(png.name).toBe(`map-event-${AT}.png`);
    expect(png.content.subarray(1, 4).toString()).toBe('PNG');
    const svg = await savedBy(page, 'svg');
    expect(svg.name).toBe(`map-event-${AT}.svg`);
    // The page itself may make no document of text: another one looks at the file.
    const viewer = await browser.newPage();
    const shown = await viewer.evaluate((text) => {
      const root = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
      const title = root.querySelector('title')?.textContent;
      return { name: root.nodeName, title, bad: root.querySelector('parsererror') };
    }, svg.content.toString());
    await viewer.close();
    expect(shown).toMatchObject({ name: 'svg', bad: null });
    expect(shown.title).toContain(`event ${AT}`);
  });

  test('the operations as a trace, and as a script that asks another kernel the same', async () => {
    const trace = await savedBy(page, 'chrome trace');
    expect(JSON.parse(trace.content.toString())).toEqual(chromeTraceOf(opened.log));
    const script = await savedBy(page, 'shell script');
    const { log, name, final } = opened;
    const lines = [...reproducerOf({ name, log, memory: final, from: 1, to: log.position })];
    expect(script.content.toString()).toBe(`${lines.join('\n')}\n`);
    expect(complaints).toEqual([]);
  });
});
