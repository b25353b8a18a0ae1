import { gzipSync } from 'node:zlib';
import type { EventLog } from '../../../events/log.ts';
import { inspectorAssets } from '../../../src/server/build-assets.ts';
import { type Feed, feedOfLog } from '../../../src/server/feed.ts';
import { startBrowser } from '../../browser/chromium.ts';
import { openShipped } from '../../support/recordings.ts';
import { alone, type BenchReport, type Figure, machine, rounded } from '../figures.ts';
import { generatedLog } from '../generator/generated-log.ts';
import { type Visit, visit } from './visit.ts';

const SMALL = '6.1.192-debian-generic-vmemmap--s4-e820-pmem-subsection';
/** A frame that takes longer can be felt. Milliseconds. */
const FELT = 50;
const MIB = 2 ** 20;

/** Position of the last event that describes the beginning. */
function baselineOf(log: EventLog): number {
  for (const { seq, timeNs, type } of log.read()) if (timeNs !== null || type.startsWith('operation.')) return seq - 1;
  return log.position;
}

/** What is sent of a log: as it is, and as it would be compressed. */
function sizeOf(feed: Feed): { readonly raw: number; readonly packed: number } {
  const parts = [...feedOfLog(feed)].flatMap(({ line, bytes }) => [Buffer.from(`${JSON.stringify(line)}\n`), bytes]);
  const whole = Buffer.concat(parts);
  return { raw: whole.length, packed: gzipSync(whole, { level: 1 }).length };
}

/** The time that a share of the frames takes no longer than. */
const quantile = (times: readonly number[], share: number): number =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;

const over = (times: readonly number[]): number => times.filter((time) => time > FELT).length;

export interface InspectorChoice {
  readonly events: number;
  readonly sections: number;
  readonly seed: number;
}

/** The page on a large log beside the same page on a small recording, in a real browser. */
export async function benchInspector({ events, sections, seed }: InspectorChoice): Promise<BenchReport> {
  const log = generatedLog({ events, sections, seed });
  const large: Feed = { source: { name: 'generated', log, baseline: baselineOf(log), notes: [] }, grows: null };
  const shipped = openShipped(SMALL);
  const small: Feed = { source: { ...shipped, name: SMALL, notes: [] }, grows: null };
  const assets = [...(await inspectorAssets(() => undefined)).values()].map(({ body }) => body);
  const browser = await startBrowser();
  try {
    // The first visit of a browser pays for its start.
    await visit(browser, small);
    const [ours, base] = [await visit(browser, large), await visit(browser, small)];
    const baseline = `the same page on a recording of ${shipped.log.position} events`;
    const beside = (figure: string, unit: string, of: (one: Visit) => number): Figure => {
      const [value, other] = [of(ours), of(base)];
      return { figure, value: rounded(value), unit, baseline, ratio: other === 0 ? null : rounded(value / other) };
    };
    const sent = sizeOf(large);
    return {
      name: 'inspector',
      machine: `${machine()}, Chromium ${browser.version()}`,
      figures: [
        alone('events', log.position, 'events'),
        beside('address to a useful page', 'ms', ({ useful }) => useful),
        beside('address to the whole log', 'ms', ({ ready }) => ready),
        alone('frames while the playhead is dragged', ours.frames.length, 'frames'),
        alone('instants met by every 20th of them', ours.instants, 'instants'),
        beside('frame, median', 'ms', ({ frames }) => quantile(frames, 0.5)),
        beside('frame, 95 of 100', 'ms', ({ frames }) => quantile(frames, 0.95)),
        beside('frame, 99 of 100', 'ms', ({ frames }) => quantile(frames, 0.99)),
        beside('frame, longest', 'ms', ({ frames }) => quantile(frames, 1)),
        alone(`frames over ${FELT} ms`, over(ours.frames), 'frames'),
        alone(`frames over ${FELT} ms: ${baseline}`, over(base.frames), 'frames'),
        beside('main thread in a frame, median', 'ms', ({ work }) => quantile(work, 0.5)),
        beside('main thread in a frame, 95 of 100', 'ms', ({ work }) => quantile(work, 0.95)),
        beside('main thread in a frame, longest', 'ms', ({ work }) => quantile(work, 1)),
        beside('processor time of the main thread a frame', 'ms', ({ processor }) => processor),
        alone('what jumps while it loads (CLS)', ours.shift, ''),
        alone('page', assets.reduce((sum, body) => sum + body.length, 0) / 1024, 'KiB'),
        alone('page, gzip', assets.reduce((sum, body) => sum + gzipSync(body).length, 0) / 1024, 'KiB'),
        alone('log', sent.raw / MIB, 'MiB'),
        alone('log, gzip', sent.packed / MIB, 'MiB'),
        beside('objects of the page', 'MiB', ({ heap }) => heap / MIB),
        beside('memory of its process', 'MiB', ({ resident }) => resident / MIB),
      ],
    };
  } finally {
    await browser.close();
  }
}
