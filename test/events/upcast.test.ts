import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CATALOGUE } from '../../events/catalogue.ts';
import { readLogLine } from '../../events/formats/ndjson.ts';
import { CURRENT_VERSIONS, UPCASTERS, type Upcaster, upcast, upcasterProblems } from '../../events/upcast.ts';
import { memoryStore } from '../../src/stores/memory.ts';
import { verifyNdjson } from '../../src/stores/verify.ts';
import { everyEvent } from './every-event.ts';

const step = (type: string, from: number): Upcaster => ({ type, from, up: (data) => data });
const VERSIONS = new Map([
  ['made.up', 3],
  ['never.changed', 1],
]);

describe('the steps from an old version of an event to the next', () => {
  test('that ship have no gap, none twice, and none for an event that does not exist', () => {
    expect(upcasterProblems(UPCASTERS, CURRENT_VERSIONS)).toEqual([]);
  });

  test.each([
    ['whole', [step('made.up', 2), step('made.up', 1)], []],
    ['a gap', [step('made.up', 2)], ['made.up from version 1: missing']],
    [
      'a step twice',
      [step('made.up', 1), step('made.up', 2), step('made.up', 1)],
      ['made.up from version 1: there are two'],
    ],
    [
      'an unknown type',
      [step('made.up', 1), step('made.up', 2), step('made.down', 1)],
      ['made.down from version 1: no event has this type'],
    ],
    [
      'a step past the catalogue',
      [step('made.up', 1), step('made.up', 2), step('made.up', 3)],
      ['made.up from version 3: the catalogue is at version 3'],
    ],
    [
      'a step from version 0',
      [step('made.up', 0), step('made.up', 1), step('made.up', 2)],
      ['made.up from version 0: the catalogue is at version 3'],
    ],
  ])('are judged: %s', (_, upcasters, problems) => {
    expect(upcasterProblems(upcasters, VERSIONS)).toEqual(problems);
  });

  test('bring an event from version 1 to 3, one after the other, whatever order they are listed in', () => {
    const steps: readonly Upcaster[] = [
      { type: 'made.up', from: 2, up: (data) => ({ ...(data as object), nid: null }) },
      { type: 'never.changed', from: 1, up: () => 'not this one' },
      { type: 'made.up', from: 1, up: (data) => ({ pfn: (data as { page: number }).page }) },
    ];
    expect(upcast('made.up', 1, { page: 7 }, steps, VERSIONS)).toEqual({ ok: true, data: { pfn: 7, nid: null } });
    expect(upcast('made.up', 2, { pfn: 7 }, steps, VERSIONS)).toEqual({ ok: true, data: { pfn: 7, nid: null } });
    expect(upcast('made.up', 3, { pfn: 7 }, steps, VERSIONS)).toEqual({ ok: true, data: { pfn: 7 } });
  });

  test('refuse a step that is missing, a newer version and an unknown type, and say so', () => {
    expect(upcast('made.up', 1, {}, [step('made.up', 2)], VERSIONS)).toEqual({
      ok: false,
      reason: 'made.up version 1 can not be brought to version 2',
    });
    expect(upcast('made.up', 4, {}, [], VERSIONS)).toEqual({
      ok: false,
      reason: 'made.up has version 4, and this memlapse knows up to 3: the log was written by a newer one',
    });
    expect(upcast('made.later', 1, {}, [], VERSIONS)).toEqual({
      ok: false,
      reason: 'no event is called "made.later": the log was written by a newer memlapse, or by something else',
    });
  });
});

const FOLDER = join(import.meta.dirname, 'versions');
const FILES = readdirSync(FOLDER).filter((file) => file.endsWith('.ndjson'));
const linesOf = (file: string): readonly string[] =>
  readFileSync(join(FOLDER, file), 'utf8').trimEnd().split('\n').slice(0, -1);

describe('logs that earlier versions wrote', () => {
  test.each(FILES)('%s opens, every event of it, and proves itself', (file) => {
    for (const [index, line] of linesOf(file).entries()) {
      const read = readLogLine(line);
      if (read.kind !== 'event') expect.fail(`${file}:${index + 1}: ${JSON.stringify(read)}`);
    }
    expect(verifyNdjson(join(FOLDER, file))).toMatchObject({ ok: true, head: { position: linesOf(file).length } });
  });

  test.each(CATALOGUE.map(({ type, version }) => [type, version] as const))(
    '%s has a stored example of each of its versions up to %i',
    (type, version) => {
      const stored = new Set(
        FILES.flatMap(linesOf).map((line) => (JSON.parse(line) as { dataschema: string }).dataschema),
      );
      for (let at = 1; at <= version; at++) {
        if (!stored.has(`memlapse:${type}/${at}`)) {
          expect.fail(`${type} has no stored example of version ${at}: write one with test/events/write-version.ts`);
        }
      }
    },
  );

  test('say of every event what was put in', async () => {
    const read = linesOf('v1.ndjson').map((line) => {
      const answer = readLogLine(line);
      if (answer.kind !== 'event') return answer;
      const { id, source, draft } = answer.event;
      return { id, source, draft };
    });
    const inV1 = new Set(read.map((one) => ('draft' in one ? one.draft.type : '')));
    expect(read).toEqual(everyEvent.filter(({ draft }) => inV1.has(draft.type)));
    const store = memoryStore();
    expect(await store.append(everyEvent, 0)).toMatchObject({ ok: true, stored: CATALOGUE.length });
  });
});
