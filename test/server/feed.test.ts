import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type FeedLine, fromRow } from '../../events/formats/rows.ts';
import type { NewEvent } from '../../events/log.ts';
import { memoryLog } from '../../events/memory-log.ts';
import { hashesOf } from '../../src/exports/place.ts';
import { memoryDescribedBy } from '../../src/memory/described.ts';
import { evolve } from '../../src/memory/evolve.ts';
import { feedLines, grownLines } from '../../src/server/feed.ts';
import { loadLog } from '../../src/stores/log-file.ts';
import { sqliteStore } from '../../src/stores/sqlite.ts';
import { stateAt } from '../../src/timeline/instant.ts';
import { snapshotOf } from '../../src/timeline/snapshot.ts';
import { tempFile, tempFiles } from '../support/temp.ts';
import { ask, emptyFeed, feedOfRecording, served, TOKEN } from './served.ts';

const feed = feedOfRecording('6.1.192-debian-generic-vmemmap--s4-e820-pmem-subsection');
const folder = tempFiles({});

const lines = async (answer: Response): Promise<readonly FeedLine[]> =>
  (await answer.text())
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as FeedLine);

test('the page gets every event of a recording as the log has it, and can follow memory by them alone', async () => {
  const [header, ...rest] = await lines(await ask(served(feed), `/${TOKEN}/log`));
  expect(header).toMatchObject({ kind: 'log', events: feed.source.log.position, baseline: feed.source.baseline });
  const events = rest.flatMap((line) =>
    line.kind === 'events' ? line.rows.map((row, index) => fromRow(row, line.from + index)) : [],
  );
  expect(events).toEqual([...feed.source.log.read()]);
  expect(rest.at(-1)).toEqual({ kind: 'end', events: events.length });
  const described = memoryDescribedBy(events[0]!);
  if (!described.ok) throw new Error(described.expected);
  const there = events.reduce(evolve, described.initial);
  const { initial } = described;
  expect(snapshotOf(there)).toEqual(snapshotOf(stateAt(feed.source.log, initial, events.length)));
});

test('a long log comes in pieces, and its first piece does not wait for the last', () => {
  const log = memoryLog();
  const mark = { type: 'mark.set', data: { step: null, name: 'x' }, timeNs: null, actor: null, place: null } as const;
  log.append(
    Array.from({ length: 5000 }, () => mark),
    0,
  );
  const read: number[] = [];
  const watched = {
    ...log,
    position: log.position,
    read: (from?: number, to?: number) => {
      read.push(to ?? 0);
      return log.read(from, to);
    },
  };
  const pieces = feedLines({ source: { name: 'long', log: watched, baseline: 0, notes: [] }, grows: null });
  pieces.next();
  pieces.next();
  expect(Math.max(...read.slice(1))).toBeLessThan(5000);
  expect([...pieces].filter(({ kind }) => kind === 'events')).toHaveLength(2);
});

test('a log that has grown still has every hash of the shorter one; another log has not the last one of either', () => {
  const whole = hashesOf(feed.source.log);
  const shorter = memoryLog();
  for (const { seq: _, ...draft } of feed.source.log.read(1, 40)) shorter.append([draft], shorter.position);
  const some = hashesOf(shorter);
  expect(some).toHaveLength(6);
  expect(whole.slice(0, 6)).toEqual(some);
  const other = hashesOf(
    feedOfRecording('6.1.192-debian-generic-vmemmap--s2-offline-busy-normal-vs-movable').source.log,
  );
  expect(other).not.toContain(whole.at(-1));
  expect(whole).not.toContain(other.at(-1));
});

test('the log can be taken away whole, sealed, and with the head that the server tells', async () => {
  const text = await (await ask(served(feed), `/${TOKEN}/log.ndjson`)).text();
  const taken = await loadLog(tempFile('taken.ndjson', text), 'ndjson');
  expect([...taken.log.read()]).toEqual([...feed.source.log.read()]);
  const head = await (await ask(served(feed), `/${TOKEN}/head`)).json();
  expect(JSON.parse(text.trimEnd().split('\n').at(-1)!).data).toEqual(head);
});

test('an empty log is told as one', async () => {
  const told = await lines(await ask(served(emptyFeed()), `/${TOKEN}/log`));
  expect(told.map(({ kind }) => kind)).toEqual(['log', 'end']);
});

const newEvent = (id: string): NewEvent => ({
  id,
  source: 'guest',
  draft: { type: 'mark.set', data: { step: null, name: id }, timeNs: null, actor: null, place: null },
});

test('what is appended to a log reaches its readers, each event once and in order', async () => {
  const path = join(folder, 'grows.memlapse');
  const opened = sqliteStore(path, { create: true, readOnly: false });
  if (!opened.ok) throw new Error(opened.reason);
  await opened.store.append([newEvent('a'), newEvent('b')], 0);
  const ended = new AbortController();
  const seen: number[] = [];
  const reader = sqliteStore(path, { create: false, readOnly: true });
  if (!reader.ok) throw new Error(reader.reason);
  const following = (async () => {
    for await (const line of grownLines(reader.store, 1, ended.signal)) {
      if (line.kind === 'events') seen.push(line.from);
      if (seen.length === 3) ended.abort();
    }
  })();
  await opened.store.append([newEvent('c'), newEvent('d')], 2);
  await following;
  expect(seen).toEqual([2, 3, 4]);
  await reader.store.close();
  await opened.store.close();
});
