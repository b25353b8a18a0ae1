import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WORDS } from '../../src/actions/debugger/registry.ts';
import { moveTo, openSession } from '../../src/actions/debugger/session.ts';
import type { Listening } from '../../src/server/listen.ts';
import { positionsAbout } from '../../src/timeline/about-index.ts';
import { positionOf } from '../../src/timeline/instant.ts';
import { operationsIn, positionsWithin } from '../../src/timeline/operations.ts';
import { timelineOf } from '../../src/timeline/timeline.ts';
import { feedOfRecording } from '../server/served.ts';
import { openShipped } from '../support/recordings.ts';
import { replyTo } from '../support/session.ts';
import { hasBrowser, openPage, positionOn, serve, startBrowser } from './chromium.ts';

const PMEM = '6.1.192-debian-generic-vmemmap--s4-e820-pmem-subsection';
const timeline = timelineOf(openShipped(PMEM));
const { log, baseline, end } = timeline;
const attempt = operationsIn(log).all.find(({ started }) => started.data.name === 'memremap_pages')!;
const [first = 0, second = 0, third = 0] = positionsWithin(attempt);
const about14 = positionsAbout(timeline, { kind: 'section', number: 14 }).filter((seq) => seq > baseline);
const ofType = (type: string): number => [...log.read()].find((event) => event.type === type)!.seq;

describe.skipIf(!hasBrowser('keys in a browser'))('keys, in Chromium', () => {
  let browser: Browser;
  let server: Listening;
  let page: Page;
  let complaints: readonly string[];

  beforeAll(async () => {
    server = await serve(feedOfRecording(PMEM));
    browser = await startBrowser();
    ({ page, complaints } = await openPage(browser, server.address, { reducedMotion: 'no-preference' }));
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  const goto = async (where: string): Promise<void> => {
    await page.keyboard.press('g');
    await page.keyboard.type(where);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  };
  const leadsTo = async (key: string, position: number): Promise<void> => {
    await page.keyboard.press(key);
    await expect.poll(() => positionOn(page), { message: key }).toBe(position);
  };

  const titlesOf = async (of: Page): Promise<string> => (await of.getByRole('option').allInnerTexts()).join('\n');

  test('arrows move by event, Home and End to the ends, g to what is typed', async () => {
    await leadsTo('End', end);
    await leadsTo('ArrowLeft', end - 1);
    await leadsTo('ArrowRight', end);
    await leadsTo('Home', baseline);
    await goto(String(third));
    expect(await positionOn(page)).toBe(third);
    await goto('step:06');
    const step = positionOf(log, baseline, { kind: 'step', step: 6 });
    expect({ ok: true, seq: await positionOn(page) }).toEqual(step);
  });

  test('with Ctrl they stay in the attempt, with Shift with the selection', async () => {
    await goto(String(second));
    await leadsTo('Control+ArrowRight', third);
    await leadsTo('Control+ArrowLeft', second);
    await leadsTo('Control+ArrowLeft', first);
    await goto('section:14');
    await goto(String(about14[1]));
    await leadsTo('Shift+ArrowLeft', about14[0]!);
    await leadsTo('Shift+ArrowRight', about14[1]!);
  });

  test('[ and ] go back and forward through the places that were jumped to', async () => {
    await goto(String(first));
    await goto(String(third));
    await leadsTo('[', first);
    await leadsTo(']', third);
  });

  test('a search goes on with n and back with p, from wherever it stands', async () => {
    await leadsTo('Home', baseline);
    await page.keyboard.press('/');
    await page.keyboard.type('refused');
    await page.keyboard.press('Enter');
    const refusals = [...log.read()].filter(({ type }) => type === 'operation.refused').map(({ seq }) => seq);
    expect(await positionOn(page)).toBe(refusals[0]);
    await page.keyboard.press('Escape');
    await leadsTo('n', refusals[1]!);
    await leadsTo('p', refusals[0]!);
  });

  test('y asks why; m, a and b set what is compared; t shows the table; Esc leaves', async () => {
    await page.keyboard.press('y');
    expect(await page.getByRole('tab', { name: 'Why' }).getAttribute('aria-selected')).toBe('true');
    await goto(String(second));
    await page.keyboard.press('a');
    await leadsTo('End', end);
    await page.keyboard.press('b');
    expect(await page.getByRole('tab', { name: 'Diff' }).getAttribute('aria-selected')).toBe('true');
    const words = await page.getByRole('tabpanel').innerText();
    expect(words.replace(/\s+/g, ' ')).toContain(`From event ${second} (mark A) to event ${end} (mark B)`);
    await page.keyboard.press('t');
    await page.getByRole('region', { name: 'Sections as a table' }).waitFor();
    await page.keyboard.press('t');
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: 'This event' }).waitFor();
  });

  test('Space plays until it is pressed again, at either pace and in the record’s own rhythm', async () => {
    for (const pace of ['1×', '2×', 'rhythm']) {
      await page.getByLabel('Pace').selectOption(pace);
      await page.getByRole('slider', { name: 'Time' }).focus();
      await leadsTo('Home', baseline);
      await page.keyboard.press('Space');
      await expect.poll(() => positionOn(page)).toBeGreaterThan(baseline);
      await page.keyboard.press('Space');
      const stopped = await positionOn(page);
      await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
      expect(await positionOn(page)).toBe(stopped);
    }
  });

  test('the slider of time takes small and large steps, and says the time and the event', async () => {
    const slider = page.getByRole('slider', { name: 'Time' });
    await slider.focus();
    await leadsTo('Home', baseline);
    await leadsTo('ArrowUp', baseline + 1);
    await leadsTo('ArrowDown', baseline);
    await page.keyboard.press('PageUp');
    const after = await positionOn(page);
    expect(after).toBeGreaterThan(baseline + 1);
    await leadsTo('PageDown', baseline);
    const refused = ofType('operation.refused');
    await goto(String(refused));
    expect(await slider.getAttribute('aria-valuetext')).toMatch(
      new RegExp(`^event ${refused}, [\\d.\\s]+ seconds, .*refused`),
    );
    expect(Number(await slider.getAttribute('aria-valuemax'))).toBe(end);
  });

  test('what the palette says in the debugger’s words, the debugger understands', async () => {
    const said = { SUBJECT: 'section:10', WHEN: 'start', TEXT: 'pages', NAME: 'classic', COMMAND: 'offline 10' };
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByRole('option').first().waitFor();
    const lines = await page.locator('#actions code').allInnerTexts();
    expect(lines.length).toBeGreaterThan(20);
    for (const line of lines.filter((text) => !/[<[]/.test(text))) {
      const session = openSession({ ...openShipped(PMEM), notes: [] });
      moveTo(session, { ...session.cursor, seq: second });
      const reply = await replyTo(
        session,
        line.replace(/[A-Z]+/g, (word) => said[word as keyof typeof said]),
      );
      expect({ line, reply }).toMatchObject({ reply: { ok: true } });
    }
    await page.keyboard.press('Escape');
  });

  test('a line of the debugger that is typed into the palette is answered', async () => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Find an action' }).fill('why block:10');
    await page.getByRole('option', { name: 'Ask: why block:10' }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.answers li').getByText('block 10 after event').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Find an action' }).fill('bisect');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('#ask-line').inputValue()).toBe('bisect ');
    await page.keyboard.press('Escape');
  });

  test('? lists every key, and the palette has every command; typed letters are no keys', async () => {
    await page.keyboard.press('?');
    const help = await page.getByRole('dialog').innerText();
    for (const key of ['→', '←', 'Shift+→', 'Ctrl+→', 'Home', 'End', 'Space', 'Esc', 'Ctrl+K', 'Shift+C', '/', '?'])
      expect(help.split('\n')).toContain(key);
    const keys = await page.locator('.help kbd').allInnerTexts();
    for (const key of 'cwyegmabtknpi[]0+-'.split('')) expect(keys).toContain(key);
    expect(new Set(keys).size).toBe(keys.length);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    const commands = page.getByRole('dialog').getByRole('option');
    await commands.first().waitFor();
    const titles = await commands.allInnerTexts();
    for (const line of await page.locator('.help dd').allInnerTexts()) expect(titles.join('\n')).toContain(line);
    for (const words of ['report', 'SVG', 'PNG', 'lsmem', 'NDJSON', 'Chrome trace', 'shell script', 'address'])
      expect(titles.join('\n')).toContain(words);
    await page.getByText('bisect: ').waitFor();
    for (const word of WORDS.filter(({ id }) => id !== 'quit')) expect(await titlesOf(page)).toContain(`${word.id}: `);
    await page.keyboard.press('Escape');
    await page.getByLabel('Search events').fill('');
    await page.getByLabel('Search events').focus();
    const before = await positionOn(page);
    await page.keyboard.type('e w k');
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await positionOn(page)).toBe(before);
    expect(complaints).toEqual([]);
  });
});
