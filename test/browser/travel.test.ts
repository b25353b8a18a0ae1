import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NewEvent } from '../../events/log.ts';
import type { Listening } from '../../src/server/listen.ts';
import { loadLog } from '../../src/stores/log-file.ts';
import { sqliteStore } from '../../src/stores/sqlite.ts';
import { feedOfRecording } from '../server/served.ts';
import { tempFiles } from '../support/temp.ts';
import { hasBrowser, openPage, positionOn, serve, startBrowser } from './chromium.ts';

const PMEM = '6.1.192-debian-generic-vmemmap--s4-e820-pmem-subsection';

describe.skipIf(!hasBrowser('watching, comparing and following in a browser'))('travelling, in Chromium', () => {
  let browser: Browser;
  let server: Listening;

  beforeAll(async () => {
    server = await serve(feedOfRecording(PMEM));
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  test('a watched section runs back to its last change, and on to the next', async () => {
    const { page } = await openPage(browser, `${server.address}#at=106&sel=section:14`);
    await page.keyboard.press('w');
    await page.keyboard.press('Shift+C');
    expect(await positionOn(page)).toBe(95);
    await page.keyboard.press('Shift+C');
    expect(await positionOn(page)).toBe(94);
    await page.keyboard.press('c');
    expect(await positionOn(page)).toBe(95);
    await page.keyboard.press('[');
    await expect.poll(() => positionOn(page)).toBe(94);
    await page.close();
  });

  test('classic stands beside VMEMMAP, with the sections that it would not have', async () => {
    const { page, complaints } = await openPage(browser, `${server.address}#at=47`);
    await page.keyboard.press('k');
    await page.keyboard.press('Enter');
    await page.getByText('Under classic', { exact: true }).waitFor();
    await page.getByText('4 sections differ, outlined').waitFor();
    await page.getByRole('tab', { name: 'Diff' }).click();
    await page.getByRole('button', { name: 'section 12', exact: true }).waitFor();
    await page.keyboard.press('Home');
    await page.getByText('no section differs').waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('a branch is opened from an instant, refuses as the kernel would, and leaves the record as it was', async () => {
    const { page } = await openPage(browser, `${server.address}#at=60&sel=section:10`);
    await page.keyboard.press('i');
    await page.getByRole('button', { name: 'Decide' }).click();
    await page.getByText('What if from event 60').waitFor();
    await page.getByText('refused: EINVAL, allRam').waitFor();
    expect(await positionOn(page)).toBe(60);
    await page.getByText('of 106').waitFor();
    await page.keyboard.press('i');
    await page.getByLabel('Command').fill('offline(block=<b>)');
    await page.getByRole('button', { name: 'Decide' }).click();
    await page.getByRole('dialog').getByText('needs block=').waitFor();
    await page.close();
  });

  test('a log that grows is followed, event by event, and whoever looks at the past is left alone', async () => {
    const path = join(tempFiles({}), 'grows.memlapse');
    const written = sqliteStore(path, { create: true, readOnly: false });
    if (!written.ok) throw new Error(written.reason);
    const { store } = written;
    const events = [...feedOfRecording(PMEM).source.log.read()].map(
      ({ seq, ...draft }): NewEvent => ({ id: `e${seq}`, source: 'guest', draft }),
    );
    await store.append(events.slice(0, 40), 0);
    const loaded = await loadLog(path, 'sqlite');
    const growing = await serve({
      source: { ...loaded, name: path, notes: [] },
      grows: () => {
        const opened = sqliteStore(path, { create: false, readOnly: true });
        if (!opened.ok) throw new Error(opened.reason);
        return opened.store;
      },
    });
    const { page } = await openPage(browser, growing.address);
    await expect.poll(() => positionOn(page)).toBe(40);
    await store.append(events.slice(40, 60), 40);
    await page.getByText('of 60').waitFor();
    await expect.poll(() => positionOn(page)).toBe(60);
    await page.keyboard.press('ArrowLeft');
    await store.append(events.slice(60, 80), 60);
    await page.getByText('of 80').waitFor();
    expect(await positionOn(page)).toBe(59);
    await page.close();
    await growing.close();
    await store.close();
  });
});
