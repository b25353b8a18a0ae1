import { batch } from '@preact/signals';
import { type FeedLine, fromRow } from '../../../events/formats/rows.ts';
import { packedLog } from '../../../events/packed/packed-log.ts';
import { memoryDescribedBy } from '../../memory/described.ts';
import { timelineOf } from '../../timeline/timeline.ts';
import { extents } from './extent.ts';
import { feedLines } from './feed.ts';
import { at } from './instant.ts';
import { arrived, map, type Opened, opened, trouble } from './opened.ts';
import { touches } from './touches.ts';

type Header = Extract<FeedLine, { kind: 'log' }>;

/** Takes lines of the feed: the first piece opens the log, each later one makes it longer. */
function taker() {
  let header: Header | undefined;
  const log = packedLog();
  let grows: ReturnType<typeof extents> | undefined;
  let touched: ReturnType<typeof touches> | undefined;

  const open = (about: Header): Opened | undefined => {
    const first = log.at(1);
    if (!first) return undefined;
    const described = memoryDescribedBy(first);
    if (!described.ok) {
      trouble.value = `The log can't be shown: read ${described.read}, expected ${described.expected}.`;
      return undefined;
    }
    const { initial } = described;
    grows = extents(initial.profile.geometry);
    touched = touches(initial);
    const timeline = timelineOf({ log, initial, baseline: about.baseline });
    return { ...about, timeline, touched };
  };

  return (line: FeedLine): void => {
    switch (line.kind) {
      case 'log':
        header = line;
        return;
      case 'events': {
        if (line.from !== log.position + 1) {
          trouble.value = `After event ${log.position} came event ${line.from}: reload the page.`;
          return;
        }
        const events = line.rows.map((row, index) => fromRow(row, line.from + index));
        const taken = log.append(events, log.position);
        if (!taken.ok) {
          trouble.value = `An event after ${log.position} is none that memlapse knows: ${JSON.stringify(taken)}`;
          return;
        }
        batch(() => {
          if (opened.value === null && header) opened.value = open(header) ?? null;
          let larger = false;
          for (const event of events) {
            larger = grows?.take(event) || larger;
            touched?.take(event);
          }
          if (larger && grows) map.value = grows.list();
          const atEnd = header?.grows === true && at.value === arrived.value;
          arrived.value = log.position;
          if (atEnd) at.value = log.position;
        });
        return;
      }
      case 'end':
        if (line.events !== log.position) trouble.value = `Only ${log.position} of ${line.events} events came.`;
        else if (line.events === 0) trouble.value = 'This log has no events.';
        return;
      case 'problem':
        trouble.value = line.text;
    }
  };
}

/** Reads the whole log, and then what is appended to it, as long as the page is open. */
export async function arrive(): Promise<void> {
  const take = taker();
  try {
    const response = await fetch('./log');
    if (!response.ok || !response.body) throw new Error(`the server answered ${response.status}`);
    for await (const line of feedLines(response.body)) take(line);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    trouble.value = `The log could not be read to its end: ${reason}. Is memlapse still running?`;
    return;
  }
  if (!opened.value?.grows) return;
  const grown = new EventSource(`./grown?after=${arrived.value}`);
  grown.onmessage = ({ data }) => {
    const line = JSON.parse(String(data)) as FeedLine;
    if (line.kind === 'problem') grown.close();
    take(line);
  };
}
