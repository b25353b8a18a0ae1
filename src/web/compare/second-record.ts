import type { FeedLine } from '../../../events/formats/rows.ts';
import { packedLog } from '../../../events/packed/packed-log.ts';
import { memoryDescribedBy } from '../../memory/described.ts';
import { type AlignedOperation, alignedOperations } from '../../timeline/align/compare-timelines.ts';
import { positionBeside } from '../../timeline/align/playhead.ts';
import { operationsIn } from '../../timeline/operations.ts';
import { type ReplayedTimeline, type Timeline, timelineOf } from '../../timeline/timeline.ts';
import type { Extent } from '../log/extent.ts';
import { received } from '../log/feed.ts';
import { readingOf } from '../log/reading.ts';
import type { Refusals } from '../log/refusals.ts';

/** A record that stands beside the first, aligned with it operation by operation. */
export interface SecondRecord {
  readonly name: string;
  readonly timeline: ReplayedTimeline;
  readonly operations: readonly AlignedOperation[];
  readonly refused: Refusals;
  /** What of the address space it speaks of. */
  readonly map: readonly Extent[];
  /** Where it stands when the first record is at a position. */
  readonly positionAt: (seq: number) => number;
}

/** More operations than a page aligns while somebody waits. */
const MOST = 5000;

type Header = Extract<FeedLine, { kind: 'log' }>;

/** Reads the second record from the server. @throws Error that says why it can't be had. */
export async function readSecondRecord(first: Timeline): Promise<SecondRecord> {
  const response = await fetch('./beside');
  if (!response.ok || !response.body) throw new Error(`the server answered ${response.status}`);
  const log = packedLog();
  let header: Header | undefined;
  for await (const { line, bytes } of received(response.body)) {
    if (line.kind === 'log') header = line;
    if (line.kind !== 'segment') continue;
    const taken = log.take({ head: line, columns: bytes });
    if (!taken.ok) throw new Error(`an event after ${log.position} is none that memlapse knows`);
  }
  const beginning = log.at(1);
  if (!header || !beginning) throw new Error('it has no events');
  const described = memoryDescribedBy(beginning);
  if (!described.ok) throw new Error(`read ${described.read}, expected ${described.expected}`);
  const { initial } = described;
  const timeline = timelineOf({ log, initial, baseline: header.baseline });
  const many = Math.max(operationsIn(first.log).all.length, operationsIn(log).all.length);
  if (many > MOST) throw new Error(`${many} operations are too many to align here; memlapse compare does it`);
  const operations = alignedOperations(first, timeline);
  const reading = readingOf(log, initial);
  reading.readOn();
  return {
    name: header.name,
    timeline,
    operations,
    refused: reading.refused,
    map: reading.map.list(),
    positionAt: positionBeside(first, timeline, operations),
  };
}
