import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { feedOfRecording } from '../server/served.ts';
import { positionsOf, stepPosition } from '../support/positions.ts';
import { openShipped } from '../support/recordings.ts';
import { hasBrowser, openPage, positionOn } from './chromium.ts';
import { inspected } from './inspected.ts';

const PMEM = '6.1.192-debian-generic-vmemmap--s4-e820-pmem-subsection';

const recording = openShipped(PMEM);
const { log, baseline } = recording;
const [refusal = 0] = positionsOf(log, 'operation.refused');

interface KernelSection {
  readonly nr: number;
  readonly flags: readonly string[];
  readonly subsectionMap: string;
}

/** The kernel's own section table of a step, from the recording's dump. */
function dumpOf(step: string): readonly KernelSection[] {
  const text = recording.files?.text(`steps/${step}/sections.json`);
  if (!text) throw new Error(`no dump ${step}`);
  return (JSON.parse(text) as readonly KernelSection[]).filter(({ flags }) => flags.length > 0);
}

/** The sub-section map of every section, as the map's table shows it. */
async function mapsShown(page: Page): Promise<Record<number, bigint>> {
  const rows = await page
    .getByRole('region', { name: 'Sections as a table' })
    .locator('tbody tr')
    .evaluateAll((all) => all.map((row) => [...row.children].map(({ textContent }) => textContent ?? '')));
  return Object.fromEntries(
    rows.flatMap(([range = '', _addresses, _state, _flags, map = '']) => {
      const [first = 0, last = first] = range.split('–').map(Number);
      return Array.from({ length: last - first + 1 }, (_, index) => [first + index, BigInt(map)] as const);
    }),
  );
}

describe.skipIf(!hasBrowser('the inspector in a browser'))('the inspector, in Chromium', () => {
  const shown = inspected(() => feedOfRecording(PMEM));

  test('opens a recording at the boot state, asks nothing of any other machine, and breaks none of its own rules', async () => {
    const { page, complaints, asked } = await openPage(shown.browser, shown.address);
    expect(await positionOn(page)).toBe(baseline);
    await page.getByText(`event ${baseline} of ${log.position}`).waitFor();
    expect(await page.title()).toContain('memlapse');
    expect(complaints).toEqual([]);
    expect(asked.every((url) => url.startsWith(shown.address))).toBe(true);
    await page.close();
  });

  test('scrubbed to an instant, the map is the one that the kernel dumped there', async () => {
    const { page } = await openPage(shown.browser, shown.address);
    await page.getByRole('button', { name: 'table' }).click();
    const slider = page.getByRole('slider', { name: 'Time' });
    const box = (await slider.boundingBox())!;
    for (const { step, seq, x } of [
      { step: '06-bind-ns4', seq: stepPosition(recording, 6), x: 640 },
      { step: '12-unbind-ns1-ns0-ns5', seq: stepPosition(recording, 12), x: 990 },
    ]) {
      await page.mouse.move(box.x + 400, box.y + 30);
      await page.mouse.down();
      await page.mouse.move(box.x + x, box.y + 30);
      await page.mouse.up();
      // From where the pointer let go to the very event: step by step.
      const away = seq - (await positionOn(page));
      for (let count = 0; count < Math.abs(away); count++)
        await page.keyboard.press(away > 0 ? 'ArrowRight' : 'ArrowLeft');
      expect(await positionOn(page)).toBe(seq);
      expect(await mapsShown(page)).toEqual(
        Object.fromEntries(dumpOf(step).map(({ nr, subsectionMap }) => [nr, BigInt(subsectionMap)])),
      );
    }
    await page.close();
  });

  test('a sub-section is coloured on the map where its bit is set, and blank where it is not', async () => {
    const { page } = await openPage(shown.browser, `${shown.address}#at=${stepPosition(recording, 6)}&sel=section:14`);
    const map = BigInt(dumpOf('06-bind-ns4').find(({ nr }) => nr === 14)!.subsectionMap);
    const grid = page.getByRole('grid');
    await grid.focus();
    await page.keyboard.press('Enter');
    const seen: boolean[] = [];
    for (let bit = 0; bit < 64; bit++) {
      seen.push(!(await page.locator('.cell-line').innerText()).includes('not populated'));
      if (bit < 63) await page.keyboard.press('ArrowRight');
    }
    expect(seen).toEqual(Array.from({ length: 64 }, (_, bit) => ((map >> BigInt(bit)) & 1n) === 1n));
    await page.close();
  });

  test('by keyboard alone, the event that refused to let block 10 go offline is found, with its reason', async () => {
    const { page } = await openPage(shown.browser, shown.address);
    await page.keyboard.press('e');
    expect(await positionOn(page)).toBe(refusal);
    await expect.poll(() => page.getByRole('status').innerText()).toContain('#14 refused: EINVAL, allRam');
    await page.keyboard.press('Control+ArrowLeft');
    await page.keyboard.press('Home');
    await page.keyboard.press('/');
    await page.keyboard.type('refused');
    await page.keyboard.press('Enter');
    expect(await positionOn(page)).toBe(refusal);
    await page.close();
  });

  test('a deep link leads to the event, the selection and the view that it names', async () => {
    const at = stepPosition(recording, 6);
    const first = await openPage(shown.browser, `${shown.address}#at=${at - 1}&sel=section:14`);
    await first.page.keyboard.press('ArrowRight');
    await expect.poll(() => first.page.url()).toContain(`at=${at}`);
    const link = first.page.url();
    expect(link).toMatch(new RegExp(`#log=[0-9a-f]{12}&at=${at}&sel=section:14&view=facts$`));
    const second = await openPage(shown.browser, link);
    expect(await positionOn(second.page)).toBe(at);
    await second.page.getByRole('heading', { name: 'Section 14 · partially populated' }).waitFor();
    await first.page.close();
    await second.page.close();
  });

  test('a link into another log is refused with a word of why', async () => {
    const { page } = await openPage(shown.browser, `${shown.address}#log=ffffffffffff&at=${baseline + 30}`);
    await page.getByRole('alert').getByText('another log').waitFor();
    expect(await positionOn(page)).toBe(baseline);
    await page.close();
  });
});
