import { type FeedLine, fromRow } from '../../../events/formats/rows.ts';
import { packedLog } from '../../../events/packed/packed-log.ts';
import { memoryDescribedBy } from '../../memory/described.ts';
import { type AlignedOperation, alignedOperations } from '../../timeline/align/compare-timelines.ts';
import { positionBeside } from '../../timeline/align/playhead.ts';
import { operationsIn } from '../../timeline/operations.ts';
import { type Timeline, timelineOf } from '../../timeline/timeline.ts';
import { feedLines } from '../log/feed.ts';
import { touches } from '../log/touches.ts';

/** A record that stands beside the first, aligned with it operation by operation. */
export interface SecondRecord {
  readonly name: string;
  readonly timeline: Timeline;
  readonly operations: readonly AlignedOperation[];
  readonly touched: ReturnType<typeof touches>;
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
  for await (const line of feedLines(response.body)) {
    if (line.kind === 'log') header = line;
    if (line.kind !== 'events') continue;
    const taken = log.append(
      line.rows.map((row, index) => fromRow(row, line.from + index)),
      log.position,
    );
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
  const touched = touches(initial);
  for (const event of log.read()) touched.take(event);
  const { name } = header;
  return { name, timeline, operations, touched, positionAt: positionBeside(first, timeline, operations) };
}
