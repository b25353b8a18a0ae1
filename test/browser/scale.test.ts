import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EventLog, NewEvent } from '../../events/log.ts';
import { packedLog } from '../../events/packed/packed-log.ts';
import type { Feed } from '../../src/server/feed.ts';
import type { Listening } from '../../src/server/listen.ts';
import { sqliteStore } from '../../src/stores/sqlite.ts';
import { generatedLog } from '../bench/generator/generated-log.ts';
import { feedOfRecording } from '../server/served.ts';
import { tempFiles } from '../support/temp.ts';
import { hasBrowser, openPage, positionOn, serve, startBrowser } from './chromium.ts';

const RECORDING = '6.1.192-debian-generic-vmemmap--s4-e820-pmem-subsection';
const SIZES = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
  { width: 1024, height: 768 },
] as const;

const draftsOf = (log: EventLog) => [...log.read()].map(({ seq: _, ...draft }) => draft);

const feedOf = (log: EventLog, name: string): Feed => ({ source: { name, log, baseline: 0, notes: [] }, grows: null });

const LARGE = generatedLog({ events: 100_000, sections: 196_608, seed: 1 });

function firstOnly(): EventLog {
  const log = packedLog();
  log.append(draftsOf(feedOfRecording(RECORDING).source.log).slice(0, 1), 0);
  return log;
}

/** Keeps how far things jumped that nobody touched, from the first moment on. */
const WATCH_JUMPS = `
  globalThis.jumped = 0;
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) globalThis.jumped += value;
  }).observe({ type: 'layout-shift', buffered: true });`;

/** Texts of the header and the bars that are wider than their place. */
const CUT = `[...document.querySelectorAll('.top button, .top .instant, .bar h2, .bar button, .bar label, .tabs button, .subject h2')]
  .filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0)
  .map((one) => one.textContent)`;

/** Things of the header that lie over each other. */
const OVERLAPS = `(() => {
  const boxes = [...document.querySelectorAll('.top h1, .top li, .top button, .top select, .top b, .top .clock')].map((one) => [one.className || one.textContent, one.getBoundingClientRect()]);
  return boxes.flatMap(([name, a], index) => boxes.slice(index + 1)
    .filter(([, b]) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1)
    .map(([other]) => name + ' over ' + other));
})()`;

async function wholeLog(page: Page, events: number): Promise<void> {
  await expect
    .poll(() => page.getByRole('slider', { name: 'Time' }).getAttribute('aria-valuemax'), { timeout: 60_000 })
    .toBe(String(events));
}

describe.skipIf(!hasBrowser('logs of every size in a browser'))('a log of any size, in Chromium', () => {
  let browser: Browser;
  let large: Listening;

  beforeAll(async () => {
    browser = await startBrowser();
    large = await serve(feedOf(LARGE, 'generated'));
  });
  afterAll(async () => {
    await browser.close();
    await large.close();
  });

  test('without events says so in words, and shows the first ones as they are appended', async () => {
    const path = join(tempFiles({}), 'guest.memlapse');
    const written = sqliteStore(path, { create: true, readOnly: false });
    if (!written.ok) throw new Error(written.reason);
    const grows = () => {
      const opened = sqliteStore(path, { create: false, readOnly: true });
      if (!opened.ok) throw new Error(opened.reason);
      return opened.store;
    };
    const server = await serve({ source: { name: path, log: packedLog(), baseline: 0, notes: [] }, grows });
    const page = await browser.newPage();
    await page.goto(server.address);
    await page.getByRole('heading', { name: 'guest.memlapse has no events' }).waitFor();
    await page.getByText('Nothing was recorded in it yet').waitFor();
    const events = draftsOf(feedOfRecording(RECORDING).source.log).map(
      (draft, index): NewEvent => ({ id: `e${index}`, source: 'guest', draft }),
    );
    await written.store.append(events.slice(0, 30), 0);
    await page.getByText('of 30').waitFor();
    await expect.poll(() => positionOn(page)).toBe(30);
    await page.close();
    await server.close();
    await written.store.close();
  });

  test('without events, and never to grow, says that there is nothing to show', async () => {
    const server = await serve(feedOf(packedLog(), 'none.ndjson'));
    const page = await browser.newPage();
    await page.goto(server.address);
    await page.getByText('There is no memory to show.').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    await page.close();
    await server.close();
  });

  test('of one event is shown whole', async () => {
    const server = await serve(feedOf(firstOnly(), 'one'));
    const { page, complaints } = await openPage(browser, server.address);
    await page.keyboard.press('End');
    expect(await positionOn(page)).toBe(1);
    await page.getByRole('row').filter({ hasText: 'kernel.described' }).waitFor();
    expect(complaints).toEqual([]);
    await page.close();
    await server.close();
  });

  test.each(SIZES)('moves nothing, cuts nothing and overlaps nothing at $width × $height', async (viewport) => {
    const small = await serve(feedOfRecording(RECORDING));
    for (const [address, events] of [
      [small.address, feedOfRecording(RECORDING).source.log.position],
      [large.address, LARGE.position],
    ] as const) {
      const page = await browser.newPage({ viewport });
      await page.addInitScript({ content: WATCH_JUMPS });
      await page.goto(address);
      await wholeLog(page, events);
      expect(await page.evaluate('jumped')).toBeLessThan(0.002);
      expect(await page.evaluate(CUT)).toEqual([]);
      expect(await page.evaluate(OVERLAPS)).toEqual([]);
      await page.close();
    }
    await small.close();
  });

  test('of 100,000 events lists each of them, however far it is scrolled, and keeps only those in view', async () => {
    const { page } = await openPage(browser, large.address);
    await wholeLog(page, LARGE.position);
    for (const seq of [1, 50_000, 99_999, 100_000]) {
      await page.keyboard.press('g');
      await page.getByRole('dialog').getByRole('textbox').fill(`seq:${seq}`);
      await page.keyboard.press('Enter');
      await expect.poll(() => positionOn(page)).toBe(seq);
      const here = page.locator('#event-here');
      await expect.poll(() => here.locator('.seq').innerText()).toBe(String(seq));
      const [row, list] = [await here.boundingBox(), await page.locator('.event-scroll').boundingBox()];
      expect(row!.y).toBeGreaterThanOrEqual(list!.y + 23);
      expect(row!.y + row!.height).toBeLessThanOrEqual(list!.y + list!.height + 1);
    }
    expect(await page.locator('.event').count()).toBeLessThan(60);
    await page.locator('.event-scroll').hover();
    await page.mouse.wheel(0, -240);
    await expect
      .poll(async () => Number(await page.locator('.event:not(.heading) .seq').first().innerText()))
      .toBeLessThan(LARGE.position - 10);
    await page.close();
  });

  test('opened by a link shows the event that the link names, in the list too', async () => {
    const server = await serve(feedOfRecording(RECORDING));
    const { page } = await openPage(browser, `${server.address}#at=60`);
    const here = page.locator('#event-here');
    await expect.poll(() => here.locator('.seq').innerText()).toBe('60');
    const [row, list] = [await here.boundingBox(), await page.locator('.event-scroll').boundingBox()];
    expect(row!.y).toBeGreaterThanOrEqual(list!.y + 23);
    expect(row!.y + row!.height).toBeLessThanOrEqual(list!.y + list!.height + 1);
    await page.close();
    await server.close();
  });

  test('is dragged through: the playhead, the list and at last the panel are at the event that it was let go on', async () => {
    const { page, complaints } = await openPage(browser, large.address);
    await wholeLog(page, LARGE.position);
    const track = page.getByRole('slider', { name: 'Time' });
    const box = (await track.boundingBox())!;
    await page.mouse.move(box.x + 200, box.y + 50);
    await page.mouse.down();
    for (const share of [0.3, 0.7, 0.5, 0.9, 0.4]) {
      await page.mouse.move(box.x + box.width * share, box.y + 50, { steps: 3 });
      const seq = String(await positionOn(page));
      await expect.poll(() => page.locator('#event-here .seq').innerText()).toBe(seq);
    }
    await page.mouse.up();
    const seq = await positionOn(page);
    await page
      .getByRole('tabpanel')
      .getByText(`${seq} · ${LARGE.at(seq)!.type}`)
      .waitFor();
    await page.keyboard.press('ArrowRight');
    expect(await positionOn(page)).toBe(seq + 1);
    await expect.poll(() => page.url()).toContain(`at=${seq + 1}`);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('is filtered while nobody waits: all events of a type, of a task, or with some words', async () => {
    const { page } = await openPage(browser, large.address);
    await wholeLog(page, LARGE.position);
    const counted = (fits: (event: NonNullable<ReturnType<EventLog['at']>>) => boolean): string =>
      `${[...LARGE.read()].filter(fits).length.toLocaleString('en')} of 100,000`;
    await page.getByLabel('type').selectOption('operation.failed');
    await expect
      .poll(() => page.locator('.filters .count').innerText())
      .toBe(counted(({ type }) => type === 'operation.failed'));
    await page.getByRole('button', { name: 'clear' }).click();
    await page.getByLabel('words').fill('block.offlineCancelled');
    await expect
      .poll(() => page.locator('.filters .count').innerText(), { timeout: 30_000 })
      .toBe(counted(({ type }) => type === 'block.offlineCancelled'));
    await page.close();
  });
});
