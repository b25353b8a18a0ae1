import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { NewEvent } from '../../events/log.ts';
import { loadLog } from '../../src/stores/log-file.ts';
import { sqliteStore } from '../../src/stores/sqlite.ts';
import { changesOf } from '../../src/timeline/history.ts';
import { timelineOf } from '../../src/timeline/timeline.ts';
import { feedOfRecording } from '../server/served.ts';
import { stepPosition } from '../support/positions.ts';
import { openShipped } from '../support/recordings.ts';
import { tempFiles } from '../support/temp.ts';
import { hasBrowser, openPage, positionOn, serve } from './chromium.ts';
import { inspected } from './inspected.ts';

const PMEM = '6.1.192-debian-generic-vmemmap--s4-e820-pmem-subsection';

const recording = openShipped(PMEM);
const timeline = timelineOf(recording);
const { log, end } = timeline;
const SECTION_14 = { kind: 'section', number: 14 } as const;
/** While RAM and persistent memory share sections. */
const shared = stepPosition(recording, 6);

describe.skipIf(!hasBrowser('watching, comparing and following in a browser'))('travelling, in Chromium', () => {
  const shown = inspected(() => feedOfRecording(PMEM));

  test('a watched section runs back to its last change, and on to the next', async () => {
    const [last, before] = [...changesOf(timeline, SECTION_14, end, 'back')].map(({ event }) => event.seq);
    const { page } = await openPage(shown.browser, `${shown.address}#at=${end}&sel=section:14`);
    await page.keyboard.press('w');
    await page.keyboard.press('Shift+C');
    expect(await positionOn(page)).toBe(last);
    await page.keyboard.press('Shift+C');
    expect(await positionOn(page)).toBe(before);
    await page.keyboard.press('c');
    expect(await positionOn(page)).toBe(last);
    await page.keyboard.press('[');
    await expect.poll(() => positionOn(page)).toBe(before);
    await page.close();
  });

  test('the debugger’s words are answered in the page, and move its playhead', async () => {
    const { page, complaints } = await openPage(shown.browser, shown.address);
    await page.keyboard.press(':');
    const say = async (line: string): Promise<string> => {
      await page.getByLabel('Ask in the debugger’s words').last().fill(line);
      await page.keyboard.press('Enter');
      const answer = page.locator('.answers li').first();
      await answer.getByText(line, { exact: true }).waitFor();
      return answer.innerText();
    };
    await say('goto step:06');
    expect(await positionOn(page)).toBe(shared);
    expect(await say('when')).toMatch(new RegExp(`\\b${shared} `));
    expect(await say('info zones')).toContain('DMA32');
    expect(await say('no-such-word <b>x</b>')).toContain('column 1: there is no word');
    await page.keyboard.press('Escape');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press(':');
    expect(await say('when')).toMatch(new RegExp(`\\b${shared + 1} `));
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('classic stands beside VMEMMAP, with the sections that it would not have', async () => {
    const { page, complaints } = await openPage(shown.browser, `${shown.address}#at=${shared}`);
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
    const { page } = await openPage(shown.browser, `${shown.address}#at=${shared}&sel=section:10`);
    await page.keyboard.press('i');
    await page.getByRole('button', { name: 'Decide' }).click();
    await page.getByText(`What if from event ${shared}`).waitFor();
    await page.getByText('refused: EINVAL, allRam').waitFor();
    expect(await positionOn(page)).toBe(shared);
    await page.getByText(`of ${log.position}`).waitFor();
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
    const events = [...log.read()].map(({ seq, ...draft }): NewEvent => ({ id: `e${seq}`, source: 'guest', draft }));
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
    const { page } = await openPage(shown.browser, growing.address);
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
