import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { operationsIn } from '../../src/timeline/operations.ts';
import { feedOfRecording } from '../server/served.ts';
import { cli } from '../support/cli.ts';
import { positionsIn } from '../support/positions.ts';
import { openShipped, recordingPath } from '../support/recordings.ts';
import { hasBrowser, openPage, positionOn } from './chromium.ts';
import { inspected } from './inspected.ts';

const PMEM = '6.1.192-debian-generic-vmemmap--s4-e820-pmem-subsection';
const DOCS = join(import.meta.dirname, '../../docs');
const PICTURES = readdirSync(DOCS).filter((name) => /^diagram-.*\.svg$/.test(name));
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const RECORD = openShipped(PMEM);
const [ADDED, FULLER] = positionsIn(RECORD, 'pages.added', 14) as [number, number];
const [JOINED] = positionsIn(RECORD, 'zone.joined', 14) as [number];
/** The operation on section 14 has ended here; the next one has not begun. */
const AFTER = JOINED + 2;
/** Where block 10 was refused to go offline. */
const REFUSED = operationsIn(RECORD.log).all.find(
  ({ started, outcome }) =>
    started.data.name === 'offline' && started.data.args.block === '10' && outcome === 'refused',
)!.ended!.seq;

/** The state that is lit in a region, by its name there. */
const lit = (page: Page, region: string) =>
  page
    .getByRole('region', { name: region, exact: true })
    .locator('.state.active .name')
    .innerHTML()
    .then((name) => name.trim());

/** The arrows that are drawn as taken last, as their tooltips tell them. */
const lastArrows = (page: Page) => page.locator('.arrow.last title').allTextContents();

/** A question to both memory models: the texts of its two answers. */
async function answersTo(page: Page, question: string): Promise<readonly string[]> {
  const asked = page.locator('.models tbody').filter({ hasText: question });
  return asked.locator('td').allInnerTexts();
}

describe.skipIf(!hasBrowser('statecharts in a browser'))('the machine tab, in Chromium', () => {
  const shown = inspected(() => feedOfRecording(PMEM));
  const at = (seq: number, subject: string) => `${shown.address}#at=${seq}&sel=${subject}&view=machine`;

  test('the section’s state is lit in each region, with the transition that the last event made', async () => {
    const { page, complaints } = await openPage(shown.browser, at(ADDED, 'section:14'));
    expect(await lit(page, 'lifecycle')).toBe('partially populated');
    expect(await lit(page, 'origin')).toBe('hotplug');
    expect(await lit(page, 'device')).toBe('none');
    expect(await lastArrows(page)).toEqual(['removed → partially populated: add', 'none → hotplug: add']);
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => lit(page, 'device')).toBe('tainted');
    expect(await lastArrows(page)).toEqual(['none → mapped: deviceMap', 'mapped → tainted: taint [taintsZoneDevice]']);
    await page.keyboard.press('ArrowRight');
    const last = page.locator('.last-step');
    await expect.poll(() => last.innerText()).toContain('joined zone Device');
    await last.getByRole('button', { name: `event ${JOINED}` }).click();
    expect(await positionOn(page)).toBe(JOINED);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('each guard answers for VMEMMAP and for classic, and it is said which of them refuses', async () => {
    const { page } = await openPage(shown.browser, at(AFTER, 'section:14'));
    const [vmemmap, classic] = await answersTo(page, 'map a device');
    expect(vmemmap).toBe('✓ allowed');
    expect(classic).toMatch(/^✕ EOPNOTSUPP\s+classic SPARSEMEM has no ZONE_DEVICE.*\s+mm\/Kconfig/);
    const aligned = page.locator('.models tbody').filter({ hasText: 'add sub-section 32 alone' });
    expect(await aligned.innerText()).toContain('only classic says no');
    const [full, whole] = await answersTo(page, 'add the whole section');
    expect([full, whole]).toEqual([expect.stringContaining('✕ EEXIST'), '✓ allowed']);
    await page.getByText('6 of 9 answers differ').waitFor();
    await page.close();
  });

  test('the guards are asked about the sub-section that is chosen on the map', async () => {
    const { page } = await openPage(shown.browser, at(AFTER, 'section:14'));
    await page.getByRole('grid').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowRight');
    await page.getByText('remove sub-section 1 alone').waitFor();
    await page.close();
  });

  test('a state in the drawing is a button that shows only what is in it, by pointer and by keyboard', async () => {
    const { page } = await openPage(shown.browser, at(FULLER, 'section:14'));
    const online = page.getByRole('button', { name: /^online 14 ↻ add \[mayFill\] remove \[mayClear\]/ });
    await online.click();
    expect(await online.getAttribute('aria-pressed')).toBe('true');
    const removed = page.getByRole('button', { name: /^removed 0/ });
    await removed.focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    const partial = page.getByRole('button', { name: /^partially populated 1/ });
    expect(await partial.getAttribute('aria-pressed')).toBe('true');
    expect(await online.getAttribute('aria-pressed')).toBe('false');
    await page.keyboard.press('Enter');
    expect(await partial.getAttribute('aria-pressed')).toBe('false');
    expect(await partial.getAttribute('aria-current')).toBe('true');
    expect(await positionOn(page)).toBe(FULLER);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'show all' }).click();
    expect(await partial.getAttribute('aria-pressed')).toBe('false');
    await page.close();
  });

  test('the block of a section and the operation around the event have their own charts', async () => {
    const { page } = await openPage(shown.browser, at(REFUSED, 'section:10'));
    await page.getByRole('button', { name: 'Block 10' }).click();
    expect(await lit(page, 'memory block')).toBe('online');
    expect(await lastArrows(page)).toEqual(['going offline → online: offlineCancelled']);
    await page.getByRole('button', { name: 'Operation #14' }).click();
    expect(await lit(page, 'offline')).toBe('refused');
    expect(await lastArrows(page)).toEqual([expect.stringMatching(/^checking range → refused: .*\[not allRam\]/)]);
    expect(await page.locator('.label.last').allTextContents()).toEqual(['[not allRam] 1 (1 EINVAL)']);
    expect(await page.locator('.arrow.before title').allTextContents()).toEqual(['checks → checking range: proceed']);
    await page.getByText('stopped by the guard allRam').waitFor();
    for (const answer of await answersTo(page, 'go offline')) expect(answer).toContain('memory holes');
    await page.keyboard.press('End');
    await page.getByText('This event belongs to no operation').waitFor();
    await page.close();
  });

  test('the chart is saved as the very file that the command line writes', async () => {
    const { page } = await openPage(shown.browser, at(FULLER, 'section:14'));
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save SVG' }).click();
    const file = await saved;
    expect(file.suggestedFilename()).toBe(`section-14-event-${FULLER}.svg`);
    const options = ['--at', `seq:${FULLER}`, '--about', 'section:14', '--format', 'svg'];
    const printed = await cli('diagram', 'section', recordingPath(PMEM), ...options);
    expect(readFileSync(await file.path(), 'utf8')).toBe(printed.out);
    await page.close();
  });

  test.each(PICTURES)('no text lies on another in docs/%s, light or dark', async (picture) => {
    const page = await shown.browser.newPage();
    await page.setContent(readFileSync(join(DOCS, picture), 'utf8'));
    const lying = await page.locator('svg text').evaluateAll((texts) => {
      const boxes = texts.map((text) => ({ what: text.textContent, box: text.getBoundingClientRect() }));
      return boxes.flatMap(({ what, box }, index) =>
        boxes
          .slice(index + 1)
          .filter(
            ({ box: other }) =>
              box.left + 1 < other.right &&
              other.left + 1 < box.right &&
              box.top + 3 < other.bottom &&
              other.top + 3 < box.bottom,
          )
          .map((other) => `${what} on ${other.what}`),
      );
    });
    expect(lying).toEqual([]);
    const paper = () => page.locator('.paper').evaluate((rect) => getComputedStyle(rect).fill);
    const light = await paper();
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await paper()).not.toBe(light);
    await page.close();
  });

  test.each([
    { width: 1920, height: 1080, colorScheme: 'light' },
    { width: 1280, height: 800, colorScheme: 'dark' },
    { width: 1024, height: 768, colorScheme: 'light' },
    { width: 640, height: 400, colorScheme: 'dark' },
  ] as const)(
    'axe finds nothing and nothing is cut at $width × $height, $colorScheme',
    { timeout: 120_000 },
    async (size) => {
      const { width, height, colorScheme } = size;
      const options = { viewport: { width, height }, colorScheme, bypassCSP: true };
      const { page } = await openPage(shown.browser, at(REFUSED, 'block:10'), options);
      await page.evaluate(AXE);
      for (const name of ['Section 10', 'Block 10', 'Operation #14']) {
        await page.getByRole('button', { name }).click();
        for (const more of await page.locator('.all-ways summary').all()) await more.click();
        const results = (await page.evaluate(
          "axe.run('.panel', { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })",
        )) as AxeResults;
        expect(
          results.violations.map(
            ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${failureSummary} ${html}`)}`,
          ),
        ).toEqual([]);
        const body = await page
          .locator('.panel-body')
          .evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
        expect(body).toBeLessThanOrEqual(0);
        const cut = await page.locator('.statechart .state').evaluateAll((states) =>
          states.flatMap((state) => {
            const box = state.querySelector('.box')?.getBoundingClientRect();
            const [name, ...others] = [...state.querySelectorAll('text')].map((text) => ({
              text: text.textContent,
              box: text.getBoundingClientRect(),
            }));
            if (!box || !name) return ['a state without a name'];
            const tally = others.find(({ text }) => /^[\d,]+ ?$/.test(text ?? ''));
            const out = [name, ...others].filter(({ box: own }) => own.left < box.left || own.right > box.right);
            if (tally && tally.box.left < name.box.right + 2) out.push(tally);
            return out.map(({ text }) => text);
          }),
        );
        expect(cut).toEqual([]);
      }
      await page.close();
    },
  );
});
