import { describe, expect, test } from 'vitest';
import { transition } from 'xstate';
import type { EventType } from '../../../events/catalogue.ts';
import { decided } from '../../../events/event.ts';
import { PROFILE_NAMES, type Profile, profileByName } from '../../../machines/kernel/profile.ts';
import { blockNr } from '../../../machines/kernel/units.ts';
import { type BlockEvent, type BlockState, stepBlock } from '../../../machines/memory-block.ts';
import { sectionMachine } from '../../../machines/section.ts';
import { isPresent, REMOVED, type SectionFacts } from '../../../machines/section-facts.ts';
import { factsOfSnapshot, sectionSnapshot } from '../../../machines/section-step.ts';
import { type BlockWork, blockWorkOf, changedBlock } from '../../../src/memory/block-change.ts';
import { changedSection, type SectionChange, sectionEventOf } from '../../../src/memory/section-change.ts';
import type { BlockEntry } from '../../../src/memory/state.ts';
import { type CompiledTable, NOTHING } from '../../../src/timeline/replay/compiled-table.ts';
import { ADOPTION, blockTable, sectionTable } from '../../../src/timeline/replay/tables.ts';
import { textOf } from '../../machines/coverage.ts';
import { ALL, RAM, subsections, TAIL } from '../../machines/section-story.ts';

/** Kernels in which a section's life differs: no map yet, a map in both models, in one, and what was mended since. */
const NAMES = ['v5.2', 'v5.3', 'v5.6-pre', 'v5.7', 'v5.12', 'v6.12'].filter((name) => PROFILE_NAMES.includes(name));

const KERNELS: readonly Profile[] = NAMES.flatMap((name) =>
  (['vmemmap', 'classic'] as const).flatMap((memoryModel) => {
    const answer = profileByName(name, { memoryModel });
    return answer.ok ? [answer.profile] : [];
  }),
);

const ROOMY = { entries: 2 ** 20, cells: 2 ** 26, crowded: () => {} };

/** Parts of a section that overlap, complete and empty each other: with them every guard answers both ways. */
const HALF = RAM & subsections(0, 31);
const CHANGES: readonly SectionChange[] = [
  { op: 'boot', subsections: RAM, nid: null },
  { op: 'bootAssumed', subsections: RAM, nid: 2 },
  { op: 'find', subsections: ALL, nid: null },
  { op: 'addWithAltmap', subsections: ALL, nid: null },
  ...[HALF, TAIL, ALL].map((subsections): SectionChange => ({ op: 'add', subsections, nid: null })),
  ...[HALF, RAM, ALL].map((subsections): SectionChange => ({ op: 'remove', subsections, nid: null })),
  { op: 'deviceMap', subsections: TAIL, nid: null },
  { op: 'deviceUnmap', subsections: TAIL, nid: null },
  ...(['online', 'offline', 'taint', 'adopt'] as const).map((op) => ({ op, subsections: 0n, nid: null })),
];

/** What the machine itself makes of a section, asked without anything that remembers answers. */
function byMachine(profile: Profile, facts: SectionFacts, change: SectionChange): SectionFacts {
  const event = sectionEventOf(change);
  if (!event) return facts;
  const [next] = transition(sectionMachine, sectionSnapshot(profile, facts), event);
  return factsOfSnapshot(next);
}

/** What only grows would make ever new entries: it is left out of what was seen. */
const withoutLeak = (text: string): string => text.replace(/"leakedBytes":\d+/, '');

/** Asks a table of every entry that its changes lead to, for every change; `each` sees all of it. */
function askAll<Entry extends object, Change>(
  table: CompiledTable<Entry, Change>,
  changes: readonly Change[],
  each: (entry: Entry | undefined, change: Change, next: Entry | undefined) => void,
): readonly (Entry | undefined)[] {
  const seen = new Set<string>();
  const reached: number[] = [NOTHING];
  for (let index = 0; index < reached.length; index++) {
    const entry = reached[index]!;
    for (const change of changes) {
      const number = table.changeOf(change);
      const next = table.ask(number, entry);
      if (table.row(number)[entry] !== next) expect.fail('the table does not remember what it answered');
      each(table.entries[entry], change, table.entries[next]);
      const text = withoutLeak(textOf(table.entries[next] ?? null));
      if (seen.has(text)) continue;
      seen.add(text);
      reached.push(next);
    }
  }
  return reached.map((number) => table.entries[number]);
}

describe.each(KERNELS.map((profile) => [profile.name, profile] as const))('%s', (_name, profile) => {
  test('the table of sections is the section machine, for every entry and change that leads anywhere', () => {
    const table = sectionTable(profile, ROOMY);
    const entries = askAll(table, CHANGES, (entry, change, next) => {
      const expected = changedSection(profile, entry, change);
      if (textOf(next ?? null) !== textOf(expected ?? null)) expect(next).toEqual(expected);
      const facts = byMachine(profile, entry?.facts ?? REMOVED, change);
      const wrong = next === undefined ? isPresent(facts) : textOf(next.facts) !== textOf(facts);
      if (wrong) expect(next?.facts, textOf(change)).toEqual(facts);
    });
    const lifecycles = new Set(entries.map((entry) => entry?.facts.lifecycle ?? 'removed'));
    expect([...lifecycles]).toEqual(expect.arrayContaining(['removed', 'offline', 'online']));
    const origins = new Set(entries.map((entry) => entry?.facts.origin ?? 'none'));
    expect([...origins]).toEqual(
      expect.arrayContaining(['none', 'boot', 'hotplug', 'bootUsageKept', 'hotplugOnBootUsage']),
    );
  });

  test('a change whose answers adoption never alters is known for one, and no other is', () => {
    const table = sectionTable(profile, ROOMY);
    const loosening = new Map<string, boolean>();
    askAll(table, CHANGES, (_entry, change, next) => {
      const alters = textOf(changedSection(profile, next, ADOPTION) ?? null) !== textOf(next ?? null);
      loosening.set(textOf(change), alters || loosening.get(textOf(change)) === true);
    });
    for (const change of CHANGES) {
      expect(table.loosens(table.changeOf(change)), change.op).toBe(loosening.get(textOf(change)));
    }
    expect(table.loosens(table.changeOf(ADOPTION))).toBe(false);
  });

  test('the table of blocks is the block machine, step by step, from every state to every other', () => {
    const block = blockNr(1);
    const work = (type: EventType, data: object): BlockWork => blockWorkOf(decided(type, data as never))!;
    const listed = { block, zone: null, oneZone: null, nid: null };
    const works: readonly BlockWork[] = [
      work('blocks.created', { nid: 1, ownMemmap: true }),
      work('blocks.removed', {}),
      work('block.poisoned', { block }),
      work('block.onlined', { block, zone: 'Movable' }),
      ...(['online', 'offline', 'goingOffline'] as const).map((state) => work('block.found', { ...listed, state })),
      ...(['goingOnline', 'onlineCancelled', 'goingOffline', 'offlined', 'offlineCancelled'] as const).map((end) =>
        work(`block.${end}`, { block }),
      ),
    ];
    const entries = askAll<BlockEntry, BlockWork>(blockTable(ROOMY), works, (entry, work, next) => {
      expect(next).toEqual(changedBlock(entry, work));
      if (work.event === 'remove') expect(next).toBeUndefined();
      else if (work.event !== 'create')
        expect(reachable(entry?.state ?? 'removed')).toContain(next?.state ?? 'removed');
    });
    expect([...new Set(entries.map((entry) => entry?.state ?? 'removed'))].sort()).toEqual([
      'goingOffline',
      'goingOnline',
      'offline',
      'online',
      'removed',
    ]);
  });
});

/** States that the block machine can come to from one. */
function reachable(from: BlockState): readonly string[] {
  const events: readonly BlockEvent[] = [
    { type: 'create' },
    { type: 'remove' },
    { type: 'goOnline' },
    { type: 'onlined' },
    { type: 'onlineCancelled' },
    { type: 'goOffline' },
    { type: 'offlined' },
    { type: 'offlineCancelled' },
  ];
  const states = [from];
  for (const state of states) {
    for (const event of events) {
      const next = stepBlock(state, event);
      if (!states.includes(next)) states.push(next);
    }
  }
  return states;
}
