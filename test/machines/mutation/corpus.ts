import fc from 'fast-check';
import { decided } from '../../../events/event.ts';
import { describeProfile, PROFILE_NAMES, type ProfileChoice, profileByName } from '../../../machines/kernel/profile.ts';
import { blockNr, bytes, pfn } from '../../../machines/kernel/units.ts';
import type { Command } from '../../../src/memory/commands.ts';
import { emptyMemory } from '../../../src/memory/state.ts';
import { blocksOfMachine, bootEvents } from '../../../src/sources/scenario/machine.ts';
import { commandsOf, openScenario, profileForScenario } from '../../../src/sources/scenario/scenario.ts';
import { shippedScenario, shippedScenarios } from '../../../src/sources/scenario/shipped.ts';
import { arenas, memoryOf, plainCommand, wishes } from '../../memory/arena.ts';
import {
  addMemory,
  archAdd,
  archRemove,
  booted,
  happened,
  memremap,
  memunmap,
  nothing,
  offline,
  online,
  PAGE,
  profileOf,
  removeMemory,
  SECTION,
  SUB,
} from '../../memory/given.ts';
import { openShipped } from '../../support/recordings.ts';
import type { Case, Step } from './answers.ts';

const VMEMMAP = ['vmemmap@v5.3', 'vmemmap@v5.7', 'vmemmap@v6.12'];
const CLASSIC = ['classic@v5.3', 'classic@v5.6', 'classic@v6.12'];
const V5_2 = ['vmemmap@v5.2', 'classic@v5.2'];
const EACH = [...V5_2, ...VMEMMAP, ...CLASSIC];
const FIRST_PAST_THE_END = 2 ** 46 / PAGE;

type Start = Case['start'];
const empty: Start = (profile) => nothing(profile);
const twoSectionsABlock: Start = (profile) => nothing(profile, 2 * profile.geometry.sectionBytes);
const ram =
  (...ranges: readonly (readonly [first: number, nrPages: number])[]): Start =>
  (profile) =>
    booted(
      profile,
      ranges.map(([first, nrPages]) => ({ pfn: first, nrPages })),
    );
/** One section of RAM that ends four sub-sections before its end. */
const ramWithTail = ram([SECTION, 60 * SUB]);

/** A case under each of some kernels. */
const under = (
  kernels: readonly string[],
  about: string,
  start: Start,
  steps: readonly Step[],
  choice: ProfileChoice = {},
): readonly Case[] =>
  kernels.map((name) => ({ about: `${name}: ${about}`, profile: () => profileOf(name, choice), start, steps }));

const described =
  (own: boolean | null, memLimit: number | null = null): Start =>
  (profile) =>
    happened(
      nothing(profile),
      decided('kernel.described', {
        profile: profile.name,
        machine: describeProfile(profile),
        blockBytes: bytes(profile.geometry.sectionBytes),
        possibleNodes: 2,
        ownMemmapParameter: own,
        memLimit: memLimit === null ? null : bytes(memLimit),
      }),
    );

const withAltmap = (command: Command): Command => ({ ...command, altmap: true }) as Command;
const offlineAndRemove = (first: number, nrPages: number): Command =>
  ({ ...removeMemory(first, nrPages), type: 'offline_and_remove_memory' }) as Command;
const found = (block: number, state: 'online' | 'offline', oneZone: boolean | null = true) =>
  decided('block.found', { block: blockNr(block), state, zone: state === 'online' ? 'Normal' : null, oneZone, nid: 0 });
const noRamLines = decided('resources.found', { lines: [] });
const ramLine = (first: number, nrPages: number) =>
  decided('resources.found', {
    lines: [{ start: bytes(first * PAGE), size: bytes(nrPages * PAGE), name: 'System RAM', depth: 0 }],
  });
const section = (type: 'sections.onlined' | 'sections.offlined', nr: number) =>
  decided(type, { operation: null, pfn: pfn(nr * SECTION), nrPages: SECTION });
const device = (type: 'zone.joined' | 'zone.left', first: number, nrPages: number) =>
  decided(type, { operation: null, pfn: pfn(first), nrPages, zone: 'Device' });
const bootedOn = (nid: number) =>
  decided('memory.booted', { ram: [{ pfn: pfn(SECTION), nrPages: SECTION, nid }], early: 'known' });
const fails = { errno: 'ENOMEM' } as const;

const sections: readonly (readonly Case[])[] = [
  under(EACH, 'a section is added, added again, removed and removed again', empty, [
    archAdd(SECTION, SECTION),
    archAdd(SECTION, SECTION),
    archRemove(SECTION, SECTION),
    archRemove(SECTION, SECTION),
  ]),
  under(EACH, 'parts of a section are added one by one, across each other, and removed across each other', empty, [
    archAdd(SECTION, 2 * SUB),
    archAdd(SECTION + SUB, SUB),
    archAdd(SECTION, SECTION),
    archAdd(SECTION + 2 * SUB, SUB),
    archRemove(SECTION + 2 * SUB, 2 * SUB),
    archRemove(SECTION, SECTION),
    archAdd(SECTION + 3 * SUB, 61 * SUB),
    archRemove(SECTION, SUB),
    archRemove(SECTION, SUB),
    archRemove(SECTION, SECTION),
    archRemove(SECTION + SUB, 63 * SUB),
  ]),
  under(EACH, 'a range meets a section that is there after one that it filled', empty, [
    archAdd(2 * SECTION, SECTION),
    archAdd(SECTION, 3 * SECTION),
    archRemove(SECTION, 4 * SECTION),
  ]),
  under(EACH, 'a range that begins or ends between two units', empty, [
    archAdd(SECTION + SUB / 2, SUB),
    archAdd(SECTION, SECTION),
    archRemove(SECTION + SUB / 2, SUB),
    archRemove(SECTION, SECTION + SUB / 2),
  ]),
  under(EACH, 'a range that passes the highest address', empty, [
    archAdd(FIRST_PAST_THE_END - SECTION, 2 * SECTION),
    archRemove(FIRST_PAST_THE_END - SECTION, 2 * SECTION),
    archRemove(FIRST_PAST_THE_END - SUB / 2, SUB),
    addMemory(FIRST_PAST_THE_END - SECTION, 2 * SECTION),
    memremap(FIRST_PAST_THE_END - SECTION, 2 * SECTION),
    memunmap(FIRST_PAST_THE_END - SECTION, 2 * SECTION),
  ]),
  under(
    [...EACH, 'vmemmap@v5.5'],
    'a section of boot RAM is removed, added again, and both once more',
    ram([SECTION, SECTION]),
    [
      offline(1),
      archRemove(SECTION, SECTION),
      archAdd(SECTION, SECTION),
      archRemove(SECTION, SECTION),
      archAdd(SECTION, SECTION),
    ],
  ),
  under(
    [...VMEMMAP, 'vmemmap@v5.5'],
    'a removed section of boot RAM is added again in parts',
    ram([SECTION, SECTION]),
    [
      archRemove(SECTION, SECTION),
      archAdd(SECTION, 2 * SUB),
      archRemove(SECTION, SECTION),
      archRemove(SECTION, SUB),
      archRemove(SECTION + SUB, SUB),
    ],
  ),
  under(EACH, 'the hole of an early section is filled, removed, and the section as a whole', ramWithTail, [
    archAdd(SECTION + 60 * SUB, 2 * SUB),
    archAdd(SECTION + 61 * SUB, SUB),
    archRemove(SECTION + 60 * SUB, SUB),
    archRemove(SECTION + 60 * SUB, SUB),
    archRemove(SECTION, SECTION),
    archRemove(SECTION, 60 * SUB),
    archRemove(SECTION + 61 * SUB, SUB),
  ]),
  under(EACH, 'an early section with a hole goes offline and online again', ramWithTail, [
    section('sections.offlined', 1),
    section('sections.onlined', 1),
    section('sections.offlined', 1),
    archAdd(SECTION + 60 * SUB, 4 * SUB),
    section('sections.onlined', 1),
    section('sections.offlined', 1),
  ]),
  under(
    ['vmemmap@v5.12', 'vmemmap@v5.15', 'classic@v5.12'],
    'a log tells of boot, and of another after the section went',
    empty,
    [bootedOn(2), section('sections.offlined', 1), archRemove(SECTION, SECTION), bootedOn(2)],
  ),
  under(['vmemmap@v5.9', 'vmemmap@v5.12'], 'ZONE_DEVICE joins and leaves a section part by part', empty, [
    archAdd(SECTION, SECTION),
    device('zone.joined', SECTION, 2 * SUB),
    device('zone.joined', SECTION + 4 * SUB, 2 * SUB),
    device('zone.left', SECTION, SUB),
    device('zone.left', SECTION + SUB, 5 * SUB),
    archRemove(SECTION, SECTION),
  ]),
  under(
    ['vmemmap@v5.9', 'vmemmap@v5.12'],
    'whole sections of ZONE_DEVICE come, are asked for too much, and go',
    empty,
    [
      archAdd(SECTION, SECTION / 2),
      device('zone.joined', SECTION, SECTION),
      device('zone.left', SECTION, SUB),
      archRemove(SECTION, SECTION),
      archRemove(SECTION, SECTION / 2),
      archAdd(SECTION, SECTION),
    ],
  ),
  under(['vmemmap@v5.9', 'vmemmap@v5.12'], 'a kernel taints a section, with ZONE_DEVICE in it and without', empty, [
    archAdd(SECTION, 2 * SUB),
    decided('section.tainted', { operation: null, pfn: pfn(SECTION) }),
    archRemove(SECTION, SECTION),
    archRemove(SECTION, SUB),
    archRemove(SECTION + SUB, SUB),
    archAdd(SECTION, SECTION),
  ]),
];

const rangesThatFail = (reason: 'allocationFailed' | 'altmapTooSmall'): readonly (readonly Case[])[] => {
  const add = (first: number, nrPages: number, at: number): Command =>
    withAltmap(archAdd(first, nrPages, { [reason]: { errno: 'ENOMEM', at } }));
  return [
    under(EACH, `${reason} at the first section of a range, past its last, and at the second`, empty, [
      add(SECTION, 2 * SECTION, SECTION),
      add(SECTION, 2 * SECTION, 3 * SECTION),
      add(4 * SECTION, 2 * SECTION, 5 * SECTION),
    ]),
    under(EACH, `${reason} where a section is there already`, empty, [
      archAdd(SECTION, SECTION),
      add(SECTION, SECTION, SECTION),
      archAdd(4 * SECTION, SECTION),
      add(3 * SECTION, 2 * SECTION, 4 * SECTION),
    ]),
    under(EACH, `${reason} in a hole of an early section`, ram([2 * SECTION + 4 * SUB, 56 * SUB]), [
      add(2 * SECTION + 60 * SUB, 4 * SUB, 2 * SECTION + 60 * SUB),
      add(SECTION, SECTION + 4 * SUB, 2 * SECTION),
    ]),
  ];
};

const operations: readonly (readonly Case[])[] = [
  under(['vmemmap@v6.12'], 'the linear mapping can’t be built', empty, [
    archAdd(SECTION, SECTION, { pageTableFailed: fails }),
    addMemory(SECTION, SECTION, { environment: { pageTableFailed: fails } }),
    memremap(SECTION, SECTION, { pageTableFailed: fails }),
  ]),
  under(['classic@v5.3', 'classic@v5.6'], 'DEBUG_VM sees a first add', empty, [addMemory(SECTION, SECTION)], {
    debugVm: true,
  }),
  under(
    ['classic@v5.6-pre'],
    'DEBUG_VM sees a removal',
    empty,
    [
      addMemory(SECTION, SECTION, { autoOnline: 'online' }),
      archRemove(4 * SECTION, SECTION),
      offlineAndRemove(SECTION, SECTION),
    ],
    { debugVm: true },
  ),
  under(
    ['classic@v5.6-pre'],
    'DEBUG_VM sees remove_memory()',
    empty,
    [addMemory(SECTION, SECTION), removeMemory(SECTION, SECTION)],
    { debugVm: true },
  ),
  under(
    ['vmemmap@v5.3', 'vmemmap@v5.5'],
    'ZONE_DEVICE leaves a section whose usage map came from boot',
    ram([SECTION, SECTION]),
    [archRemove(SECTION, SECTION), noRamLines, memremap(SECTION, SECTION), memunmap(SECTION, SECTION)],
  ),

  under(EACH, 'memory is added, onlined, offlined and removed', empty, [
    addMemory(SECTION, 2 * SECTION),
    online(1),
    online(2, undefined, 'online_movable'),
    online(1),
    removeMemory(SECTION, 2 * SECTION),
    offline(1),
    offline(1),
    offline(2),
    removeMemory(SECTION, 2 * SECTION),
    online(1),
    offline(1),
    removeMemory(SECTION, SECTION),
  ]),
  under(EACH, 'memory is added with auto-onlining, and the same range again', empty, [
    addMemory(SECTION, 2 * SECTION, { autoOnline: 'online' }),
    addMemory(SECTION, 2 * SECTION),
  ]),
  under(EACH, 'memory off a block’s edge', twoSectionsABlock, [
    addMemory(SECTION, SECTION),
    offlineAndRemove(SECTION, SECTION),
    removeMemory(SECTION, SECTION),
  ]),
  under(['vmemmap@v5.7', 'vmemmap@v5.8'], 'memory of a node that can’t exist, and of a group', described(null), [
    addMemory(SECTION, SECTION, { nid: 2 }),
    addMemory(2 * SECTION, SECTION, { nid: 2, nidIsGroup: true }),
  ]),
  under(['vmemmap@v5.6', 'vmemmap@v5.7'], 'memory past the boot parameter mem=', described(null, SECTION * PAGE), [
    addMemory(SECTION, SECTION),
  ]),
  under(['vmemmap@v6.12'], 'memory of drivers, by right and wrong names', empty, [
    addMemory(SECTION, SECTION, { driverName: 'System RAM (kmem)' }),
    addMemory(2 * SECTION, SECTION, { driverName: 'kmem' }),
  ]),
  under(['vmemmap@v6.12'], 'the System RAM line can’t be reserved', empty, [
    addMemory(SECTION, SECTION, { environment: { resourceNotReserved: { errno: 'EEXIST' } } }),
  ]),
  under(EACH, 'a block device fails', empty, [
    addMemory(SECTION, SECTION, { environment: { blockDeviceFailed: fails } }),
  ]),
  under(EACH, 'a block device is there already, where another would fail too', empty, [
    found(2, 'offline'),
    addMemory(SECTION, 2 * SECTION, { environment: { blockDeviceFailed: fails } }),
  ]),
  under(EACH, 'a block device is there already', empty, [found(2, 'offline'), addMemory(SECTION, 2 * SECTION)]),
  under(EACH, 'memory is added over what a failed add left', empty, [
    addMemory(SECTION, 3 * SECTION, { environment: { allocationFailed: { ...fails, at: 2 * SECTION } } }),
    addMemory(SECTION, 3 * SECTION),
  ]),
  under(EACH, 'there is no memory for the first section of an add', empty, [
    addMemory(SECTION, SECTION, { environment: { allocationFailed: { ...fails, at: SECTION } } }),
  ]),
  ...[true, false, null].map((parameter) =>
    under(
      ['vmemmap@v5.12', 'vmemmap@v5.14', 'vmemmap@v6.8', 'classic@v5.14', 'classic@v6.8'],
      `memory that asks for its own memmap, the boot parameter being ${parameter}`,
      described(parameter),
      [
        addMemory(SECTION, SECTION, { ownMemmap: true }),
        addMemory(2 * SECTION, 2 * SECTION, { ownMemmap: true }),
        addMemory(4 * SECTION, SECTION),
        removeMemory(SECTION, 4 * SECTION),
        removeMemory(SECTION, SECTION),
        removeMemory(2 * SECTION, 2 * SECTION),
      ],
    ),
  ),
  under(['vmemmap@v6.8'], 'memory with its own memmap fails in its third block', empty, [
    addMemory(SECTION, 3 * SECTION, {
      ownMemmap: true,
      environment: { allocationFailed: { ...fails, at: 3 * SECTION } },
    }),
  ]),
  under(['vmemmap@v6.8'], 'memory with its own memmap meets a block in its second part', empty, [
    found(2, 'offline'),
    addMemory(SECTION, 3 * SECTION, { ownMemmap: true }),
  ]),

  under(['vmemmap@v5.9', 'vmemmap@v5.10', 'vmemmap@v6.12'], 'a block without a System RAM line is onlined', empty, [
    addMemory(SECTION, SECTION),
    noRamLines,
    online(1),
  ]),
  under(['vmemmap@v6.1', 'vmemmap@v6.8'], 'a block with a poisoned page is onlined', empty, [
    addMemory(SECTION, SECTION),
    decided('block.poisoned', { operation: null, block: blockNr(1) }),
    online(1),
  ]),
  under(['vmemmap@v6.1', 'vmemmap@v6.12', 'vmemmap@v6.19'], 'a notifier vetoes', empty, [
    addMemory(SECTION, SECTION),
    online(1, { notifierVeto: { errno: 'EPERM' } }),
    online(1, { zone: 'Movable' }),
    offline(1, { notifierVeto: { errno: 'EPERM' } }),
    offline(1),
  ]),
  under(['vmemmap@v6.12'], 'offlining fails for every reason', empty, [
    addMemory(SECTION, SECTION, { autoOnline: 'online' }),
    offline(1, { unmovablePage: { errno: 'EBUSY' } }),
    offline(1, { signal: { errno: 'EINTR' } }),
    offline(1, { offlineFailedLate: { errno: 'EBUSY' } }),
  ]),
  under(
    ['vmemmap@v5.6', 'vmemmap@v5.7'],
    'a block with a section that is not there is offlined',
    (profile) => booted(profile, [{ pfn: 0, nrPages: SECTION }], 2 * profile.geometry.sectionBytes),
    [ramLine(0, 2 * SECTION), offline(0)],
  ),
  under(['vmemmap@v5.5', 'vmemmap@v5.6', 'vmemmap@v6.12'], 'a block with a hole is offlined', ramWithTail, [
    offline(1),
  ]),
  under(
    ['vmemmap@v5.7', 'vmemmap@v5.18', 'vmemmap@v5.19'],
    'a block of several zones is offlined',
    ram([SECTION, SECTION]),
    [found(1, 'online', false), offline(1)],
  ),
  under(['vmemmap@v6.12'], 'blocks are seen in states that nobody saw them come to', empty, [
    found(1, 'online'),
    found(2, 'offline'),
    found(1, 'offline'),
    found(2, 'online'),
    decided('block.goingOffline', { operation: null, block: blockNr(2) }),
    decided('block.offlineCancelled', { operation: null, block: blockNr(2) }),
    decided('block.goingOnline', { operation: null, block: blockNr(1) }),
    decided('block.onlineCancelled', { operation: null, block: blockNr(1) }),
  ]),

  under(['vmemmap@v5.8', 'vmemmap@v6.12', 'classic@v6.12'], 'blocks are offlined and removed at once', empty, [
    addMemory(SECTION, 3 * SECTION),
    online(1),
    online(3, undefined, 'online_movable'),
    offlineAndRemove(SECTION, 3 * SECTION),
  ]),
  under(['vmemmap@v6.12'], 'blocks are offlined to be removed, and one has several zones', empty, [
    addMemory(SECTION, 3 * SECTION),
    online(1),
    online(2, undefined, 'online_movable'),
    found(3, 'online', false),
    offlineAndRemove(SECTION, 3 * SECTION),
  ]),
  under(['vmemmap@v6.12'], 'blocks are offlined to be removed, and a page of one can’t be moved', empty, [
    addMemory(SECTION, SECTION),
    online(1),
    { ...offlineAndRemove(SECTION, SECTION), environment: { unmovablePage: { errno: 'EBUSY' } } } as Command,
  ]),
  under(
    ['vmemmap@v6.8', 'vmemmap@v5.14'],
    'blocks with and without their own memmap are offlined and removed',
    described(true),
    [
      addMemory(SECTION, SECTION, { ownMemmap: true }),
      addMemory(2 * SECTION, SECTION),
      offlineAndRemove(SECTION, 2 * SECTION),
    ],
  ),

  under(
    ['vmemmap@v5.2', ...VMEMMAP, 'vmemmap@v5.12', 'classic@v6.12'],
    'device memory is mapped, mapped again, and unmapped',
    ram([0, SECTION]),
    [
      memremap(SECTION + 8 * SUB, 8 * SUB),
      memremap(SECTION + 12 * SUB, 8 * SUB),
      memremap(0, SECTION),
      memremap(SECTION, 32 * SUB),
      memunmap(SECTION + 8 * SUB, 8 * SUB),
    ],
  ),
  under(['vmemmap@v6.12'], 'mapping device memory fails for every reason', ram([0, SECTION]), [
    memremap(SECTION, SECTION, { allocationFailed: { ...fails, at: SECTION } }),
    memremap(SECTION, 2 * SECTION, { allocationFailed: { ...fails, at: 2 * SECTION } }),
    memremap(4 * SECTION, SECTION, { deviceSetupFailed: { errno: 'EBUSY' } }),
    memremap(4 * SECTION + SUB / 2, SUB),
  ]),
];

const contiguous = (first: number, nrPages: number, at: number): Command =>
  archAdd(first, nrPages, { noContiguousPagesAt: at });

const contiguousPages = under(
  ['vmemmap@v5.6', ...V5_2, ...CLASSIC],
  'there are no contiguous pages for the memmap of a section',
  empty,
  [
    contiguous(SECTION, 2 * SECTION, SECTION),
    contiguous(4 * SECTION, 2 * SECTION, 5 * SECTION),
    contiguous(4 * SECTION, SECTION, 4 * SECTION),
    contiguous(7 * SECTION, SECTION, 9 * SECTION),
  ],
);

/** Every shipped scenario under each profile that it names. */
const shipped: readonly Case[] = shippedScenarios().flatMap(({ id }) => {
  const opened = openScenario(id, shippedScenario(id)?.text ?? '');
  if (!opened.ok) throw new Error(`${id} can't be read`);
  const { scenario } = opened;
  const { machine } = scenario.read.document;
  return scenario.profiles.map((name): Case => {
    const profile = () => {
      const answer = profileForScenario(scenario, name);
      if (!answer.ok) throw new Error(answer.reason);
      return answer.profile;
    };
    const commands = commandsOf(scenario, profile());
    if (!commands.ok) throw new Error(`${id} can't be run`);
    return {
      about: `${name}: ${id}`,
      profile,
      start: (kernel) => {
        const blocks = blocksOfMachine(kernel, machine);
        return happened(emptyMemory(kernel, blocks), ...bootEvents(kernel, blocks, machine));
      },
      steps: commands.commands,
    };
  });
});

/** What small recordings of real kernels tell, event by event. */
const recorded: readonly Case[] = [
  '6.1.192-custom-classic--s5b-early-section-remove-readd',
  '6.1.192-debian-generic-vmemmap--s6b-memmap-on-memory',
].map((name) => {
  const { initial, log } = openShipped(name);
  return {
    about: name,
    profile: () => ({ ...initial.profile }),
    start: (profile) => ({ ...initial, profile }),
    steps: [...log.read()],
  };
});

/** Generated commands, always the same ones, under every kernel. */
const generated: readonly Case[] = PROFILE_NAMES.flatMap((release) =>
  (['vmemmap', 'classic'] as const).flatMap((memoryModel) => {
    if (!profileByName(release, { memoryModel }).ok) return [];
    const plans = fc.record({ arena: arenas, plan: fc.array(wishes, { minLength: 15, maxLength: 25 }) });
    return fc.sample(plans, { seed: 1, numRuns: 2 }).map(({ arena, plan }, index) => ({
      about: `${memoryModel}@${release}: generated commands ${index}`,
      profile: () => profileOf(release, { memoryModel }),
      start: (profile) => memoryOf(profile, arena),
      steps: plan.map(
        (wish): Step =>
          (state) =>
            plainCommand(wish, state),
      ),
    }));
  }),
);

/** Every case, by where it comes from. */
export const CORPUS = {
  shipped,
  recorded,
  chosen: [
    ...sections,
    ...rangesThatFail('allocationFailed'),
    ...rangesThatFail('altmapTooSmall'),
    ...operations,
    contiguousPages,
  ].flat(),
  generated,
} as const;
