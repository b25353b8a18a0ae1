import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { CATALOGUE, roleOf } from '../../events/catalogue.ts';
import type { EventDraft } from '../../events/event.ts';
import { pfnField } from '../../events/fields.ts';
import { type Field, fieldsOf, isPlaceKind, KINDS, type Kind } from '../../events/kinds.ts';
import { packedLog } from '../../events/packed/packed-log.ts';
import { mapFields, placesIn } from '../../events/places.ts';
import { evolve } from '../../src/memory/evolve.ts';
import type { MemoryState } from '../../src/memory/state.ts';
import { blockNamed, sectionRangesOf } from '../../src/timeline/about.ts';
import { positionsAbout } from '../../src/timeline/about-index.ts';
import { timelineOf } from '../../src/timeline/timeline.ts';
import { openShipped, recordingNames } from '../support/recordings.ts';
import { everyEvent } from './every-event.ts';

/** Fields that hold a value themselves. */
const leaves = (fields: readonly Field[]): readonly Field[] =>
  fields.flatMap((field) => (field.inside.length > 0 ? leaves(field.inside) : [field]));

describe('a field of an event', () => {
  test.each(CATALOGUE.map((entry) => [entry.type, entry] as const))(
    'of %s has a kind, in plain words',
    (_, { data, fields }) => {
      expect(fields.map(({ key }) => key)).toEqual(Object.keys(data.shape));
      for (const { kind } of leaves(fields)) expect(KINDS[kind!]).toMatch(/^\p{L}.{4,79}$/u);
    },
  );

  test('is of a kind that some event has, and no two kinds are explained alike', () => {
    const used = CATALOGUE.flatMap(({ fields }) => leaves(fields).map(({ kind }) => kind));
    expect(new Set(used)).toEqual(new Set(Object.keys(KINDS)));
    expect(new Set(Object.values(KINDS)).size).toBe(Object.keys(KINDS).length);
  });

  test('is free text where a new event brings a string without a kind, in whatever shape', () => {
    const note = z.string();
    const fields = fieldsOf(
      z.strictObject({
        note,
        short: z.string().max(9).nullable(),
        list: z.array(note),
        inside: z.array(z.strictObject({ note })),
      }),
    );
    expect(leaves(fields).map(({ kind }) => kind)).toEqual(['text', 'text', 'text', 'text']);
    const told = { note: 'a', short: null, list: ['b', 'c'], inside: [{ note: 'd' }], further: 'e' };
    const shown = mapFields(fields, told, (kind, value) => value && `${kind}: ${value}`);
    expect(shown).toEqual({
      note: 'text: a',
      short: null,
      list: ['text: b', 'text: c'],
      inside: [{ note: 'text: d' }],
      further: 'text: e',
    });
  });

  test.each([
    ['a number', z.int()],
    ['a large number', z.bigint()],
    ['one shape or another', z.union([z.string(), z.boolean()])],
    ['a record', z.record(z.string(), z.string())],
    ['a list of numbers', z.array(z.number()).nullable()],
  ])('is refused when the program starts where %s has no kind', (_, schema) => {
    expect(() => fieldsOf(z.strictObject({ pfn: pfnField, strange: schema }))).toThrow(/strange has no kind/);
  });
});

describe('the role of an event', () => {
  const { initial } = openShipped(recordingNames[0]!);
  /** Memory where the events of every type happen. */
  const populated = everyEvent
    .filter(({ draft }) => ['operation.started', 'pages.added', 'block.found'].includes(draft.type))
    .reduce((state, { draft }) => evolve(state, draft), initial);
  const changes = (state: MemoryState, event: EventDraft, but: readonly string[] = ['at']): boolean => {
    const after = evolve(state, event);
    return Object.entries(after).some(([key, part]) => !but.includes(key) && part !== state[key as keyof MemoryState]);
  };

  test('evidence leaves memory as it is, however far its operation has come', () => {
    const evidence = everyEvent.filter(({ draft }) => roleOf(draft.type) === 'evidence');
    expect(evidence.length).toBeGreaterThan(5);
    for (const { draft } of evidence)
      expect([draft.type, changes(populated, draft, ['at', 'attempts'])]).toEqual([draft.type, false]);
  });

  test('a fact, a beginning and an end change memory, or the operations under way', () => {
    const unmoved = new Set<string>(CATALOGUE.flatMap(({ type, role }) => (role === 'evidence' ? [] : [type])));
    for (const { draft } of everyEvent) if (changes(populated, draft)) unmoved.delete(draft.type);
    for (const name of recordingNames) {
      const source = openShipped(name);
      let state = source.initial;
      for (const event of source.log.read()) {
        if (unmoved.has(event.type) && changes(state, event)) unmoved.delete(event.type);
        state = evolve(state, event);
      }
    }
    expect([...unmoved]).toEqual([]);
  });
});

describe('a place', () => {
  const started = everyEvent.find(({ draft }) => draft.type === 'operation.started')!.draft;
  const startedWith = (args: Readonly<Record<string, string>>) =>
    ({ ...started, data: { ...started.data, args } }) as typeof started;

  test('that was asked of an operation is its block, or else its address', () => {
    const asked = (args: Readonly<Record<string, string>>) => placesIn(startedWith(args));
    expect(asked({ start: '0x1000', size: '0x20', block: '3' })).toEqual([
      { kind: 'block', at: 3, extent: null, isAsked: true },
    ]);
    expect(asked({ start: '0x1000', size: '0x20' })).toEqual([
      { kind: 'address', at: 4096, extent: 32, isAsked: true },
    ]);
    expect(asked({ kind: 'online' })).toEqual([]);
  });

  const layout = openShipped(recordingNames[0]!).initial;
  const placed = [startedWith({ start: '0x100000000', size: '0x8000000' }), ...everyEvent.map(({ draft }) => draft)]
    .filter((draft) => draft !== started && placesIn(draft).some(({ kind }) => kind !== 'resource'))
    .map((draft) => [draft.type, draft] as const);
  test.each(placed)('that %s names is found again by who asks about it', (_, draft) => {
    const log = packedLog();
    expect(log.append([draft], 0).ok).toBe(true);
    const timeline = timelineOf({ log, initial: layout, baseline: 0 });
    for (const { first } of sectionRangesOf(layout, log.at(1)!))
      expect(positionsAbout(timeline, { kind: 'section', number: first })).toEqual([1]);
    const block = blockNamed(log.at(1)!);
    if (block !== null) expect(positionsAbout(timeline, { kind: 'block', number: block })).toEqual([1]);
    expect(sectionRangesOf(layout, log.at(1)!)).not.toEqual([]);
  });

  test('is named by every type that has a field for it, and by no other', () => {
    const kinds = ({ key: _, kind, inside }: Field): readonly unknown[] => [kind, ...inside.flatMap(kinds)];
    const have = CATALOGUE.filter(({ fields }) => fields.flatMap(kinds).some((kind) => isPlaceKind(kind as Kind)));
    const name = everyEvent.filter(({ draft }) => placesIn(draft).length > 0);
    expect(name.map(({ draft }) => draft.type)).toEqual(have.map(({ type }) => type));
  });
});
