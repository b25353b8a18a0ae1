import { batch } from '@preact/signals';
import { type FeedLine, fromRow } from '../../../events/formats/rows.ts';
import type { AppendResult } from '../../../events/log.ts';
import { packedLog } from '../../../events/packed/packed-log.ts';
import { memoryDescribedBy } from '../../memory/described.ts';
import { operationsIn } from '../../timeline/operations.ts';
import { timelineOf } from '../../timeline/timeline.ts';
import { type Received, received } from './feed.ts';
import { at } from './instant.ts';
import { arrived, empty, isWhole, map, type Opened, opened, trouble } from './opened.ts';
import { prepareWhenIdle } from './prepare.ts';
import { readingOf } from './reading.ts';

type Header = Extract<FeedLine, { kind: 'log' }>;

/** Events between two keyframes: so many are replayed between two frames of the screen. */
const STRIDE = 2 ** 14;

/** Takes lines of the feed: the first piece opens the log, each later one makes it longer. */
function taker() {
  let header: Header | undefined;
  const log = packedLog();
  let reading: ReturnType<typeof readingOf> | undefined;

  const open = (about: Header): Opened | null => {
    const first = log.at(1);
    if (!first) return null;
    const described = memoryDescribedBy(first);
    if (!described.ok) {
      trouble.value = `The log can't be shown: read ${described.read}, expected ${described.expected}.`;
      return null;
    }
    const { initial } = described;
    reading = readingOf(log, initial);
    const timeline = timelineOf({ log, initial, baseline: about.baseline }, STRIDE);
    return { ...about, log, timeline, refused: reading.refused };
  };
  const grew = (): void =>
    batch(() => {
      if (opened.value === null && header) opened.value = open(header);
      if (reading?.readOn()) map.value = reading.map.list();
      // Read on now, piece by piece, and not all at once when somebody first asks for an operation.
      operationsIn(log);
      const atEnd = header?.grows === true && at.value === arrived.value;
      arrived.value = log.position;
      if (atEnd) at.value = log.position;
    });
  const appended = (from: number, result: AppendResult): void => {
    if (result.ok) grew();
    else if (result.problem === 'conflict')
      trouble.value = `After event ${result.actual} came event ${from}: reload the page.`;
    else trouble.value = `Event ${from + result.index} is none that memlapse knows: ${result.reason}`;
  };

  return ({ line, bytes }: Received): void => {
    switch (line.kind) {
      case 'log':
        header = line;
        return;
      case 'piece':
        appended(line.from, log.take({ head: line, columns: bytes }));
        return;
      case 'events': {
        const events = line.rows.map((row, index) => fromRow(row, line.from + index));
        appended(line.from, log.append(events, line.from - 1));
        return;
      }
      case 'end':
        if (line.events !== log.position) trouble.value = `Only ${log.position} of ${line.events} events came.`;
        else {
          isWhole.value = true;
          if (line.events === 0 && header) empty.value = header;
        }
        return;
      case 'problem':
        trouble.value = line.text;
    }
  };
}

/** Lets the page show what came before it takes more. */
const breath = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** Reads the whole log, and then what is appended to it, as long as the page is open. */
export async function arrive(): Promise<void> {
  const take = taker();
  prepareWhenIdle();
  let grows = false;
  try {
    const response = await fetch('./log');
    if (!response.ok || !response.body) throw new Error(`the server answered ${response.status}`);
    for await (const one of received(response.body)) {
      if (one.line.kind === 'log') grows = one.line.grows;
      take(one);
      await breath();
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    trouble.value = `The log could not be read to its end: ${reason}. Is memlapse still running?`;
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
