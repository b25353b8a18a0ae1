import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EventDraft } from '../../events/event.ts';
import { memoryLog } from '../../events/memory-log.ts';
import type { Feed } from '../../src/server/feed.ts';
import type { Listening } from '../../src/server/listen.ts';
import { VIEWS } from '../../src/web/log/view.ts';
import { feedOfRecording } from '../server/served.ts';
import { hasBrowser, openPage, serve, startBrowser } from './chromium.ts';

const RECORDING = '6.1.192-debian-generic-vmemmap--s4-e820-pmem-subsection';
const MARKUP = '<img src=x onerror="document.title=1"><script>alert(1)</script>{{7*7}}"\'&amp;';

/** A recording whose tasks, files, marks and reasons are all markup. */
function hostileFeed(): Feed {
  const { source } = feedOfRecording(RECORDING);
  const log = memoryLog();
  for (const { seq: _, ...event } of source.log.read()) {
    const data =
      event.type === 'mark.set'
        ? { ...event.data, name: MARKUP }
        : event.type === 'operation.refused'
          ? { ...event.data, reason: MARKUP, guard: MARKUP, message: MARKUP }
          : event.type === 'operation.started'
            ? { ...event.data, args: { ...event.data.args, [MARKUP]: MARKUP } }
            : event.data;
    const actor = event.actor && { ...event.actor, task: MARKUP };
    const place = event.place && { ...event.place, file: MARKUP };
    log.append([{ ...event, data, actor, place } as EventDraft], log.position);
  }
  return { source: { name: MARKUP, log, baseline: source.baseline, notes: [MARKUP] }, grows: null };
}

describe.skipIf(!hasBrowser('hostile input in a browser'))('a hostile trace, in Chromium', () => {
  let browser: Browser;
  let server: Listening;

  beforeAll(async () => {
    server = await serve(hostileFeed());
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  test('names that are markup show as text, everywhere, and nothing of them runs', async () => {
    const { page, complaints, asked } = await openPage(browser, `${server.address}#at=101`);
    for (const view of VIEWS) {
      await page.getByRole('tab', { name: new RegExp(view, 'i') }).click();
      expect(await page.locator('img, iframe, object, embed, #page script').count()).toBe(0);
    }
    expect(await page.getByText('<script>alert(1)</script>', { exact: false }).count()).toBeGreaterThan(3);
    expect(await page.title()).toBe('memlapse');
    await page.keyboard.press('Control+k');
    await page.keyboard.type(MARKUP);
    await page.keyboard.press('Escape');
    expect(complaints).toEqual([]);
    expect(asked.every((url) => url.startsWith(server.address))).toBe(true);
    await page.close();
  });

  test('a page of another origin can not read the log, frame the page, or run its script', async () => {
    const page = await browser.newPage();
    await page.goto('data:text/html,<title>elsewhere</title>');
    const read = await page.evaluate(async (address) => {
      const tried = await Promise.allSettled([
        fetch(`${address}log`).then((answer) => answer.text()),
        fetch(`${address}log`, { method: 'POST', mode: 'no-cors' }).then(({ type }) => type),
        new Promise<string>((resolve, reject) => {
          const image = new Image();
          image.onload = () => resolve('loaded');
          image.onerror = () => reject(new Error('refused'));
          image.src = `${address}log`;
        }),
      ]);
      return tried.map((one) => (one.status === 'fulfilled' ? one.value : 'refused'));
    }, server.address);
    expect(read.every((one) => one === 'refused' || one === 'opaque')).toBe(true);
    const frame = await page.evaluate(async (address) => {
      const element = document.createElement('iframe');
      element.src = address;
      document.body.append(element);
      await new Promise((resolve) => element.addEventListener('load', resolve, { once: true }));
      try {
        return element.contentDocument?.title ?? 'no access';
      } catch {
        return 'no access';
      }
    }, server.address);
    expect(frame).toBe('no access');
    await page.close();
  });
});
