import { batch } from '@preact/signals';
import { type FeedLine, fromRow } from '../../../events/formats/rows.ts';
import type { AppendResult } from '../../../events/log.ts';
import { packedLog } from '../../../events/packed/packed-log.ts';
import { memoryDescribedBy } from '../../memory/described.ts';
import { operationsIn } from '../../timeline/operations.ts';
import { timelineOf } from '../../timeline/timeline.ts';
import { type Received, received } from './feed.ts';
import { at } from './instant.ts';
import { arrived, empty, isWhole, logProblem, map, type OpenLog, openLog } from './open-log.ts';
import { prepareWhenIdle } from './prepare.ts';
import { readingOf } from './reading.ts';

type Header = Extract<FeedLine, { kind: 'log' }>;

/** Events between two keyframes: so many are replayed between two frames of the screen. */
const STRIDE = 2 ** 14;

/** Reader of the feed: the first segment opens the log, each later one makes it longer. */
function feedReader() {
  let header: Header | undefined;
  const log = packedLog();
  let reading: ReturnType<typeof readingOf> | undefined;

  const open = (about: Header): OpenLog | null => {
    const first = log.at(1);
    if (!first) return null;
    const described = memoryDescribedBy(first);
    if (!described.ok) {
      logProblem.value = `The log can't be shown: read ${described.read}, expected ${described.expected}.`;
      return null;
    }
    const { initial } = described;
    reading = readingOf(log, initial);
    const timeline = timelineOf({ log, initial, baseline: about.baseline }, STRIDE);
    return { ...about, log, timeline, refused: reading.refused };
  };
  const grew = (): void =>
    batch(() => {
      if (openLog.value === null && header) openLog.value = open(header);
      if (reading?.readOn()) map.value = reading.map.list();
      // Read on now, segment by segment, and not all at once when somebody first asks for an operation.
      operationsIn(log);
      const atEnd = header?.grows === true && at.value === arrived.value;
      arrived.value = log.position;
      if (atEnd) at.value = log.position;
    });
  const appended = (from: number, result: AppendResult): void => {
    if (result.ok) grew();
    else if (result.problem === 'conflict')
      logProblem.value = `After event ${result.actual} came event ${from}: reload the page.`;
    else logProblem.value = `Event ${from + result.index} is none that memlapse knows: ${result.reason}`;
  };

  return ({ line, bytes }: Received): void => {
    switch (line.kind) {
      case 'log':
        header = line;
        return;
      case 'segment':
        appended(line.from, log.take({ head: line, columns: bytes }));
        return;
      case 'events': {
        const events = line.rows.map((row, index) => fromRow(row, line.from + index));
        appended(line.from, log.append(events, line.from - 1));
        return;
      }
      case 'end':
        if (line.events !== log.position) logProblem.value = `Only ${log.position} of ${line.events} events came.`;
        else {
          isWhole.value = true;
          if (line.events === 0 && header) empty.value = header;
        }
        return;
      case 'problem':
        logProblem.value = line.text;
    }
  };
}

/** Yields to the page, so that it shows what has come. */
const yieldToPage = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** Reads the whole log, and then what is appended to it, as long as the page is open. */
export async function loadLog(): Promise<void> {
  const take = feedReader();
  prepareWhenIdle();
  let grows = false;
  try {
    const response = await fetch('./log');
    if (!response.ok || !response.body) throw new Error(`the server answered ${response.status}`);
    for await (const one of received(response.body)) {
      if (one.line.kind === 'log') grows = one.line.grows;
      take(one);
      await yieldToPage();
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    logProblem.value = `The log could not be read to its end: ${reason}. Is memlapse still running?`;
    return;
  }
  if (!grows) return;
  const grown = new EventSource(`./grown?after=${arrived.value}`);
  grown.onmessage = ({ data }) => {
    const line = JSON.parse(String(data)) as FeedLine;
    if (line.kind === 'problem') grown.close();
    take({ line, bytes: new Uint8Array(0) });
  };
}
