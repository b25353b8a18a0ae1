import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, CDPSession, Page } from 'playwright-core';
import type { Feed } from '../../../src/server/feed.ts';
import { serve } from '../../browser/chromium.ts';

/** What the page tells of itself while it is measured (`watcher.js`). Times are milliseconds after the address was asked for. */
interface Watched {
  /** The map is drawn, and events are listed: there is something to see and to click. */
  readonly useful: number;
  /** The last piece of the log has arrived. */
  readonly ready: number;
  /** Sum of how far things jumped (CLS, without what a user did). */
  readonly shift: number;
  /** Times between two frames of a drag. */
  readonly frames: readonly number[];
  /** What the page's main thread did in each of them, up to its painting. */
  readonly work: readonly number[];
}

const WATCHER = join(import.meta.dirname, 'watcher.js');

/** What one visit of the page came to. */
export interface Visit extends Watched {
  /** Different instants that the playhead stood at. */
  readonly instants: number;
  /** Processor time of the page's main thread a frame of the drag, whatever else the machine did. Milliseconds. */
  readonly processor: number;
  /** Bytes of the page's objects, and of the whole process that shows it. */
  readonly heap: number;
  readonly resident: number;
}

/** Moves over the timeline: there and back at three speeds, and then to and fro about one place. */
function* path(): Generator<number> {
  for (const steps of [300, 120, 40]) {
    for (let step = 0; step <= steps; step++) yield step / steps;
    for (let step = steps; step >= 0; step--) yield step / steps;
  }
  for (let step = 0; step < 200; step++) yield 0.6 + 0.03 * Math.sin(step / 5);
}

/** Drags the playhead along the path, one move a frame. */
async function scrub(page: Page): Promise<Pick<Visit, 'instants' | 'processor'>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const track = page.getByRole('slider', { name: 'Time' });
  const box = await track.boundingBox();
  if (!box) throw new Error('the page has no timeline');
  const [left, width] = [box.x + 130, box.width - 155];
  const y = box.y + box.height / 2;
  const instants = new Set<string>();
  const before = await metricOf(session, 'TaskDuration');
  await page.mouse.move(left, y);
  await page.mouse.down();
  await page.evaluate('watched.on = true');
  let moves = 0;
  for (const share of path()) {
    await page.mouse.move(left + share * width, y);
    if (++moves % 20 === 0) instants.add((await track.getAttribute('aria-valuenow')) ?? '');
  }
  await page.mouse.up();
  await page.waitForTimeout(300);
  await page.evaluate('watched.on = false');
  const spent = (await metricOf(session, 'TaskDuration')) - before;
  await session.detach();
  const frames = Number(await page.evaluate('watched.frames.length'));
  return { instants: instants.size, processor: (1000 * spent) / frames };
}

async function metricOf(session: CDPSession, wanted: string): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN;
}

/** Bytes that a process has in memory. */
const residentOf = (pid: number): number =>
  1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN);

async function memoryOf(browser: Browser, page: Page): Promise<{ heap: number; resident: number }> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  await session.send('Performance.enable');
  const heap = await metricOf(session, 'JSHeapUsedSize');
  const whole = await browser.newBrowserCDPSession();
  const { processInfo } = await whole.send('SystemInfo.getProcessInfo');
  const resident = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => residentOf(id));
  return { heap, resident: Math.max(...resident) };
}

/** Opens the page on a log, waits for all of it, and drags the playhead. */
export async function visit(browser: Browser, feed: Feed): Promise<Visit> {
  const server = await serve(feed);
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  try {
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    await page.addInitScript({ path: WATCHER });
    await page.addInitScript({ content: `watchPage(${feed.source.log.position})` });
    await page.goto(server.address);
    while (!(await page.evaluate('watched.ready > 0 && watched.useful > 0'))) await page.waitForTimeout(200);
    await page.waitForTimeout(1500);
    const scrubbed = await scrub(page);
    const watched = (await page.evaluate('watched')) as Watched;
    if (problems.length > 0) throw new Error(`the page failed: ${problems.join('; ')}`);
    return { ...watched, ...scrubbed, ...(await memoryOf(browser, page)) };
  } finally {
    await page.close();
    await server.close();
  }
}
