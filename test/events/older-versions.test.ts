import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { Upcaster } from '../../events/upcast.ts';

// A later memlapse, in which a mark tells who set it: version 2 of mark.set, and the step from version 1.
vi.mock('../../events/catalogue.ts', async (original) => {
  const actual = await original<typeof import('../../events/catalogue.ts')>();
  const CATALOGUE = actual.CATALOGUE.map((entry) =>
    entry.type === 'mark.set'
      ? { ...entry, version: 2, data: entry.data.extend({ by: z.string().nullable() }) }
      : entry,
  );
  return { ...actual, CATALOGUE, catalogueEntry: (type: string) => CATALOGUE.find((entry) => entry.type === type) };
});
vi.mock('../../events/upcast.ts', async (original) => {
  const actual = await original<typeof import('../../events/upcast.ts')>();
  const steps: readonly Upcaster[] = [{ type: 'mark.set', from: 1, up: (data) => ({ ...(data as object), by: null }) }];
  return {
    ...actual,
    upcast: (type: string, version: number, data: unknown) => actual.upcast(type, version, data, steps),
  };
});

const { readLogLine, lineOf, sealOf } = await import('../../events/formats/ndjson.ts');
const { memoryStore } = await import('../../src/stores/memory.ts');
const { cli, json } = await import('../support/cli.ts');
const { tempFiles } = await import('../support/temp.ts');
type NewEvent = import('../../events/log.ts').NewEvent;

const V1 = join(import.meta.dirname, 'versions', 'v1.ndjson');
const TEXT = readFileSync(V1, 'utf8');
const HEAD = (JSON.parse(TEXT.trimEnd().split('\n').at(-1)!) as { data: unknown }).data;

const eventsOf = (text: string): readonly NewEvent[] =>
  text
    .trimEnd()
    .split('\n')
    .flatMap((line) => {
      const read = readLogLine(line);
      return read.kind === 'event' ? [read.event] : [];
    });

const mark = eventsOf(TEXT).find(({ draft }) => draft.type === 'mark.set')!;
/** The same event as a source gives it today: no body of an older version. */
const readAnew = ({ id, source, draft }: NewEvent): NewEvent => ({ id, source, draft });

describe('a log of version 1, under a memlapse that knows version 2', () => {
  test('reads its events in the newest version', () => {
    expect(mark.draft.data).toMatchObject({ by: null });
    expect(mark.body).toMatch(/"dataschema":"memlapse:mark.set\/1"/);
  });

  test('is imported as it was written, to the same head, and exported again byte for byte', async () => {
    const folder = tempFiles({});
    const log = join(folder, 'old.memlapse');
    expect(json(await cli('import', V1, '--log', log, '--json'))).toMatchObject({ head: HEAD });
    expect((await cli('export', log)).out).toBe(TEXT);
    expect((await cli('verify', log)).code).toBe(0);
  });

  test('takes its own export again, and stores nothing twice', async () => {
    const folder = tempFiles({});
    const log = join(folder, 'old.memlapse');
    await cli('import', V1, '--log', log);
    const again = json(await cli('import', V1, '--log', log, '--json'));
    expect(again).toMatchObject({ stored: 0, known: eventsOf(TEXT).length, head: HEAD });
    const copy = join(folder, 'copy.memlapse');
    await cli('import', log, '--log', copy);
    expect(json(await cli('import', copy, '--log', log, '--json'))).toMatchObject({ stored: 0, head: HEAD });
  });

  test('knows an event that its source gives anew in version 2, and the other way round', async () => {
    for (const [first, second] of [
      [eventsOf(TEXT), eventsOf(TEXT).map(readAnew)],
      [eventsOf(TEXT).map(readAnew), eventsOf(TEXT)],
    ] as const) {
      const store = memoryStore();
      expect(await store.append(first, 0)).toMatchObject({ ok: true, stored: first.length });
      const before = await store.head();
      expect(await store.append(second, before.position)).toEqual({ ok: true, head: before, stored: 0 });
    }
  });

  test('moves an old event to another place without making it newer', async () => {
    const store = memoryStore();
    expect(await store.append([mark], 0)).toMatchObject({ ok: true });
    const lines: string[] = [];
    for await (const event of store.read()) lines.push(lineOf(event));
    expect(lines[0]).toMatch(/"memlapse:mark.set\/1".*"sequence":"1"/);
    const path = join(tempFiles({}), 'moved.ndjson');
    writeFileSync(path, `${[...lines, sealOf(await store.head())].join('\n')}\n`);
    expect((await cli('verify', path)).code).toBe(0);
  });

  test('does not take another event for its own because the id is the same', async () => {
    const store = memoryStore();
    await store.append([mark], 0);
    const other = { ...readAnew(mark), draft: { ...mark.draft, data: { ...mark.draft.data, name: 'another' } } };
    expect(await store.append([other as NewEvent], 1)).toMatchObject({ ok: false, problem: 'idTaken' });
  });

  test('refuses an event whose draft was changed and whose body was not', async () => {
    const changed = { ...mark, draft: { ...mark.draft, data: { ...mark.draft.data, name: 'another' } } };
    expect(await memoryStore().append([changed as NewEvent], 0)).toMatchObject({
      ok: false,
      problem: 'invalid',
      reason: expect.stringMatching(/its body says another event than its draft/),
    });
  });

  test('refuses a body that is not canonical', async () => {
    const spelled = { ...mark, body: mark.body!.replace('{', '{ ') };
    expect(await memoryStore().append([spelled], 0)).toMatchObject({ ok: false, problem: 'invalid' });
  });
});
