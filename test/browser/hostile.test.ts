import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EventDraft } from '../../events/event.ts';
import type { EventStore } from '../../events/log.ts';
import { memoryLog } from '../../events/memory-log.ts';
import { numberedEvents } from '../../src/actions/new-events.ts';
import { logSource } from '../../src/actions/source.ts';
import type { Feed } from '../../src/server/feed.ts';
import type { Listening } from '../../src/server/listen.ts';
import { loadLog } from '../../src/stores/log-file.ts';
import { sqliteStore } from '../../src/stores/sqlite.ts';
import { VIEWS } from '../../src/web/log/view.ts';
import { feedOfRecording } from '../server/served.ts';
import { positionsOf } from '../support/positions.ts';
import { openShipped } from '../support/recordings.ts';
import { tempFile, tempFiles } from '../support/temp.ts';
import { hasBrowser, openPage, serve, startBrowser } from './chromium.ts';

const RECORDING = '6.1.192-debian-generic-vmemmap--s4-e820-pmem-subsection';
const MARKUP = '<img src=x onerror="document.title=1"><script>alert(1)</script>{{7*7}}"\'&amp;';

/** The trace of a recording, as its file has it. */
function openShippedText(name: string): string {
  const text = openShipped(name).files?.text('trace.txt');
  if (!text) throw new Error(`no trace in ${name}`);
  return text;
}

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
    const [refusal] = positionsOf(feedOfRecording(RECORDING).source.log, 'operation.refused');
    const { page, complaints, asked } = await openPage(browser, `${server.address}#at=${refusal}`);
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

  test('a line that nobody understood is counted, stands in the list, and says where it was', async () => {
    const trace = openShippedText(RECORDING).split('\n');
    const bad = trace.length - 3;
    trace.splice(bad - 1, 0, '<b>not a line of a trace</b>');
    const path = tempFile('trace.txt', trace.join('\n'));
    const source = await logSource(path, {
      args: {},
      options: { keepGoing: true },
      progress: () => undefined,
      signal: new AbortController().signal,
      again: false,
    });
    const own = await serve({ source, grows: null });
    const { page } = await openPage(browser, own.address);
    await page.getByText('this source can’t tell').click();
    await page.getByText('1 lines were not understood').waitFor();
    const [seq] = positionsOf(source.log, 'line.notUnderstood');
    await page.keyboard.press('g');
    await page.keyboard.type(String(seq));
    await page.keyboard.press('Enter');
    await page.getByText(`trace.txt:${bad}`).waitFor();
    expect(await page.getByText('<b>not a line of a trace</b>').count()).toBeGreaterThan(0);
    await page.close();
    await own.close();
  });

  test('an event that was altered while the log is followed ends it there, and the page says which one', async () => {
    const { source } = feedOfRecording(RECORDING);
    const path = join(tempFiles({}), 'grows.memlapse');
    const opened = sqliteStore(path, { create: true, readOnly: false });
    if (!opened.ok) throw new Error(opened.reason);
    const { store } = opened;
    const events = [...numberedEvents('guest', source.log)];
    await store.append(events.slice(0, 30), 0);
    const loaded = await loadLog(path, 'sqlite');
    const own = await serve({
      source: { ...loaded, name: path, notes: [] },
      grows: () => {
        const read = sqliteStore(path, { create: false, readOnly: true });
        if (!read.ok) throw new Error(read.reason);
        return { ...read.store, follow: altered(read.store.follow), read: read.store.read, head: read.store.head };
      },
    });
    const { page } = await openPage(browser, own.address);
    await store.append(events.slice(30, 33), 30);
    await page.getByRole('alert').getByText('event 32: event 32 was altered').waitFor();
    await page.getByText('of 31').waitFor();
    await page.close();
    await own.close();
    await store.close();
  });
});

/** Follows as a store does, with another time in event 32. */
const altered = (follow: EventStore['follow']): EventStore['follow'] =>
  async function* (from, signal) {
    for await (const link of follow(from, signal))
      yield link.position === 32 ? { ...link, body: link.body.replace('"sequence":"32"', '"sequence":"23"') } : link;
  };
