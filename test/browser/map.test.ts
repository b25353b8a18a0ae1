import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { hex } from '../../machines/kernel/units.ts';
import { feedOfRecording } from '../server/served.ts';
import { hasBrowser, openPage } from './chromium.ts';
import { inspected } from './inspected.ts';

const PMEM = '6.1.192-debian-generic-vmemmap--s4-e820-pmem-subsection';
const SUBSECTION = 0x20_0000;

describe.skipIf(!hasBrowser('the map in a browser'))('the map of memory, in Chromium', () => {
  const shown = inspected(() => feedOfRecording(PMEM));

  const level = (page: Page): Promise<string> => page.locator('.levels button[aria-pressed="true"]').innerText();
  const cell = (page: Page): Promise<string> => page.locator('.cell-line').innerText();

  test('by keyboard it goes from the whole machine into one sub-section of 2 MiB, and back', async () => {
    const { page, complaints } = await openPage(shown.browser, shown.address);
    await page.getByRole('button', { name: 'machine', exact: true }).click();
    const grid = page.getByRole('grid');
    await grid.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    expect(await cell(page)).toContain('section 1 ');
    for (const nearer of ['blocks', 'sections', 'sub-sections']) {
      await page.keyboard.press('Enter');
      expect(await level(page)).toBe(nearer);
    }
    await page.keyboard.press('+');
    expect(await level(page)).toBe('close');
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    const start = 0x800_0000 + 9 * SUBSECTION;
    expect(await cell(page)).toContain(`sub-section 9 of section 1 · ${hex(start)}–${hex(start + SUBSECTION - 1)}`);
    // What is said aloud of the cell is what the line under the map reads.
    expect(await page.getByRole('gridcell').innerText()).toBe(await cell(page));
    await page.keyboard.press('Escape');
    expect(await cell(page)).toMatch(/^section 1 ·/);
    for (const farther of ['sub-sections', 'sections', 'blocks', 'machine', 'machine']) {
      await page.keyboard.press('-');
      expect(await level(page)).toBe(farther);
    }
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('by mouse the same: a double click goes nearer, the wheel with Ctrl goes both ways, a click selects a sub-section', async () => {
    const { page } = await openPage(shown.browser, shown.address);
    await page.getByRole('button', { name: 'machine', exact: true }).click();
    const grid = page.getByRole('grid');
    const box = (await grid.boundingBox())!;
    await page.mouse.dblclick(box.x + 30, box.y + 34);
    expect(await level(page)).toBe('blocks');
    expect(await cell(page)).toMatch(/^section \d+ ·/);
    await page.mouse.move(box.x + 40, box.y + 44);
    await page.keyboard.down('Control');
    for (const nearer of ['sections', 'sub-sections']) {
      await page.mouse.wheel(0, -120);
      await expect.poll(() => level(page)).toBe(nearer);
    }
    await page.mouse.wheel(0, 120);
    await expect.poll(() => level(page)).toBe('sections');
    await page.mouse.wheel(0, -120);
    await page.keyboard.up('Control');
    await expect.poll(() => level(page)).toBe('sub-sections');
    await page.mouse.click(box.x + 20, box.y + 50);
    expect(await cell(page)).toMatch(/^sub-section \d+ of section 0 ·/);
    await page.close();
  });

  test('its cell says the node, the zone, the flags and what is refused; the table says the same of every section', async () => {
    const { page } = await openPage(shown.browser, `${shown.address}#sel=section:10`);
    await page.keyboard.press('e');
    const words = await cell(page);
    for (const part of ['section 10', 'zone DMA32', 'node 0', 'last attempt refused']) expect(words).toContain(part);
    await page.keyboard.press('t');
    const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: /^10/ }) });
    for (const part of ['online', 'DMA32', '0x']) expect(await row.innerText()).toContain(part);
    await page.close();
  });
});
