import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { NewEvent } from '../../events/log.ts';
import { memoryLog } from '../../events/memory-log.ts';
import { packedLog } from '../../events/packed/packed-log.ts';
import { hashesOf } from '../../src/exports/place.ts';
import { memoryDescribedBy } from '../../src/memory/described.ts';
import { evolve } from '../../src/memory/evolve.ts';
import { feedOfLog, grownLines } from '../../src/server/feed.ts';
import { loadLog } from '../../src/stores/log-file.ts';
import { sqliteStore } from '../../src/stores/sqlite.ts';
import { stateAt } from '../../src/timeline/instant.ts';
import { snapshotOf } from '../../src/timeline/snapshot.ts';
import { tempFile, tempFiles } from '../support/temp.ts';
import { ask, emptyFeed, feedOfRecording, logOf, readAs, served, TOKEN } from './served.ts';

const feed = feedOfRecording('6.1.192-debian-generic-vmemmap--s4-e820-pmem-subsection');
const folder = tempFiles({});

test('the page gets every event of a recording as the log has it, and can follow memory by them alone', async () => {
  const lines = await readAs(await ask(served(feed), `/${TOKEN}/log`));
  const events = [...logOf(lines).read()];
  const { position } = feed.source.log;
  expect(lines[0]?.line).toMatchObject({ kind: 'log', events: position, baseline: feed.source.baseline });
  expect(events).toEqual([...feed.source.log.read()]);
  expect(lines.at(-1)?.line).toEqual({ kind: 'end', events: position });
  const described = memoryDescribedBy(events[0]!);
  if (!described.ok) throw new Error(described.expected);
  const there = events.reduce(evolve, described.initial);
  const { initial } = described;
  expect(snapshotOf(there)).toEqual(snapshotOf(stateAt(feed.source.log, initial, events.length)));
});

const MARK = { type: 'mark.set', data: { step: null, name: 'x' }, timeNs: null, actor: null, place: null } as const;

test('a long log comes in pieces, the first of them small, and none is made before it is asked for', () => {
  const log = packedLog();
  log.append(
    Array.from({ length: 50_000 }, () => MARK),
    0,
  );
  const sent = feedOfLog({ source: { name: 'long', log, baseline: 0, notes: [] }, grows: null });
  expect(sent.next().value?.line).toMatchObject({ kind: 'log', events: 50_000 });
  const first = sent.next().value?.line;
  expect(first).toMatchObject({ kind: 'segment', from: 1, count: 4096 });
  const counts = [...sent].map(({ line }) => (line.kind === 'segment' ? line.count : 0));
  expect(counts.reduce((sum, count) => sum + count, 4096)).toBe(50_000);
  expect(Math.max(...counts)).toBe(16_384);
});

test('a log comes whole, however its bytes are cut on the way', async () => {
  const whole = new Uint8Array(await (await ask(served(feed), `/${TOKEN}/log`)).arrayBuffer());
  const cuts = fc.array(fc.integer({ min: 1, max: 4000 }), { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(cuts, async (sizes) => {
      const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
        start(controller) {
          for (let from = 0, index = 0; from < whole.length; index++) {
            const to = from + sizes[index % sizes.length]!;
            controller.enqueue(whole.slice(from, to));
            from = to;
          }
          controller.close();
        },
      });
      expect(logOf(await readAs(new Response(body))).position).toBe(feed.source.log.position);
    }),
    { numRuns: 30 },
  );
});

test.each([1, 600])('a log that breaks off %i bytes before its end is not taken for a whole one', async (missing) => {
  const whole = new Uint8Array(await (await ask(served(feed), `/${TOKEN}/log`)).arrayBuffer());
  await expect(readAs(new Response(whole.slice(0, whole.length - missing)))).rejects.toThrow('ended inside');
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
  const told = await readAs(await ask(served(emptyFeed()), `/${TOKEN}/log`));
  expect(told.map(({ line }) => line.kind)).toEqual(['log', 'end']);
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
