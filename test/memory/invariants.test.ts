import { describe, expect, test } from 'vitest';
import { decided, type EventDraft } from '../../events/event.ts';
import { blockNr, bytes, pfn, sectionNr } from '../../machines/kernel/units.ts';
import type { SectionFacts } from '../../machines/section-facts.ts';
import type { Command } from '../../src/memory/commands.ts';
import { evolve } from '../../src/memory/evolve.ts';
import {
  NOT_EXPRESSIBLE,
  ruleOf,
  STATE_INVARIANTS,
  STEP_INVARIANTS,
  type Violation,
  violationsOf,
  violationsOver,
} from '../../src/memory/invariants.ts';
import { rootOf, sectionEntry } from '../../src/memory/sections.ts';
import type { BlockEntry, MemoryState } from '../../src/memory/state.ts';
import {
  ALL,
  addMemory,
  archAdd,
  archRemove,
  booted,
  happened,
  memremap,
  memunmap,
  nothing,
  online,
  profileOf,
  SECTION,
  SUB,
  told,
} from './given.ts';

/** Sections 0 and 1 are boot RAM, the second up to sub-section 60; section 2 is a hot-added block. */
const ram = [{ pfn: 0, nrPages: SECTION + 60 * SUB }];
const memoryOf = (name: string): MemoryState =>
  told(booted(profileOf(name), ram), addMemory(2 * SECTION, SECTION)).state;

/** The state with one section as no kernel would have it. */
function withSection(state: MemoryState, section: number, facts: Partial<SectionFacts>): MemoryState {
  const entry = sectionEntry(state, sectionNr(section));
  const root = rootOf(sectionNr(section));
  const changed = { ...entry, facts: { ...entry.facts, ...facts } };
  return { ...state, roots: { ...state.roots, [root]: { ...state.roots[root], [section]: changed } } };
}

const withBlock = (state: MemoryState, block: number, entry: Partial<BlockEntry>): MemoryState => ({
  ...state,
  memoryBlocks: {
    ...state.memoryBlocks,
    [block]: {
      state: 'offline',
      zone: null,
      oneZone: true,
      nid: 0,
      ownMemmap: false,
      poisoned: false,
      ...state.memoryBlocks[block],
      ...entry,
    },
  },
});

const names = (found: readonly Violation[]): readonly string[] => found.map(({ invariant }) => invariant);

describe('what is said of invariants', () => {
  test('each has a name of its own, a statement, and a number of docs/kernel.md §6.3', () => {
    const rules = [...STATE_INVARIANTS, ...STEP_INVARIANTS];
    expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length);
    for (const rule of rules) {
      expect(rule.name).toMatch(/^[a-z][A-Za-z]+$/);
      expect(rule.statement.length).toBeGreaterThan(20);
      expect(ruleOf({ invariant: rule.name })).toBe(rule);
    }
  });

  test('every number of docs/kernel.md §6.3 is held, or named as what a state can’t show', () => {
    const held = [...STATE_INVARIANTS, ...STEP_INVARIANTS, ...NOT_EXPRESSIBLE].map(({ number }) => number);
    expect([...new Set(held)].sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
    const holds = new Set([...STATE_INVARIANTS, ...STEP_INVARIANTS].map(({ number }) => number));
    for (const { number, what, reason } of NOT_EXPRESSIBLE) {
      expect(reason.length).toBeGreaterThan(20);
      expect(holds.has(number)).toBe(what === 'part');
    }
  });

  test.each(['vmemmap@v5.2', 'vmemmap@v5.9', 'vmemmap@v6.12', 'classic@v5.6', 'classic@v6.12'])(
    '%s: lawful memory breaks none',
    (name) => {
      const state = memoryOf(name);
      expect(violationsOf(state)).toEqual([]);
      expect(violationsOver(state, decided('mark.set', { step: 1, name: 'idle' }), state)).toEqual([]);
    },
  );
});

/** One state for every state invariant that breaks it: none of them passes whatever it is shown. */
const BROKEN: Readonly<Record<string, { readonly state: () => MemoryState; readonly subject: string }>> = {
  validIsPresent: {
    state: () => withSection(memoryOf('vmemmap@v6.12'), 7, { memmap: { backing: 'hugePage', populated: ALL } }),
    subject: 'section:7',
  },
  onlineIsValid: {
    state: () => withSection(memoryOf('vmemmap@v6.12'), 0, { memmap: { backing: 'none', populated: 0n } }),
    subject: 'section:0',
  },
  earlyIsValid: {
    state: () => withSection(memoryOf('classic@v6.12'), 0, { lifecycle: 'removed' }),
    subject: 'section:0',
  },
  zeroWordIsRemoved: {
    state: () =>
      told(nothing(profileOf('vmemmap@v5.3')), archAdd(SECTION, SECTION), archRemove(SECTION, SECTION)).state,
    subject: 'section:1',
  },
  validHasUsageAndMemmap: {
    state: () => withSection(memoryOf('classic@v6.12'), 2, { origin: 'none' }),
    subject: 'section:2',
  },
  validHasBits: {
    state: () => withSection(memoryOf('vmemmap@v6.12'), 0, { map: 0n }),
    subject: 'section:0',
  },
  noMapWhereNoneIsKept: {
    state: () => withSection(memoryOf('classic@v5.7'), 2, { map: ALL }),
    subject: 'section:2',
  },
  classicIsWhole: {
    state: () => withSection(memoryOf('classic@v5.3'), 2, { lifecycle: 'partiallyPopulated' }),
    subject: 'section:2',
  },
  hotMemmapIsItsBits: {
    state: () => withSection(memoryOf('vmemmap@v6.12'), 2, { map: 1n }),
    subject: 'section:2',
  },
  earlyMemmapIsWhole: {
    state: () => withSection(memoryOf('vmemmap@v6.12'), 1, { memmap: { backing: 'boot', populated: 1n } }),
    subject: 'section:1',
  },
  memmapAddsUp: {
    state: () => withSection(memoryOf('classic@v5.6'), 2, { leakedBytes: 2 ** 21 }),
    subject: 'section:2',
  },
  pfnValidFollowsTheWord: {
    // A kernel that keeps sub-section maps and forgot which sections are early.
    state: () => booted(profileOf('vmemmap@v6.12', { shown: { marksEarlySections: false } }), ram),
    subject: 'section:1',
  },
  onlinePageIsValid: {
    state: () => told(nothing(profileOf('vmemmap@v5.9')), archAdd(SECTION, SUB)).state,
    subject: 'section:1',
  },
  onlinePageIsNoDevice: {
    state: () => ({ ...memoryOf('vmemmap@v6.12'), deviceClaims: [{ pfn: 0, nrPages: SUB }] }),
    subject: 'section:0',
  },
  blockFollowsSections: {
    state: () => withBlock(memoryOf('vmemmap@v6.12'), 2, { state: 'online' }),
    subject: 'block:2',
  },
  blockHasSections: { state: () => withBlock(memoryOf('classic@v5.6'), 9, {}), subject: 'block:9' },
  blockIsSystemRam: { state: () => ({ ...memoryOf('vmemmap@v6.12'), resources: [] }), subject: 'block:2' },
  blockSizeFits: {
    state: () => ({ ...memoryOf('vmemmap@v6.12'), blocks: { blockBytes: 3 * 2 ** 27, sectionsPerBlock: 3 } }),
    subject: 'memory',
  },
};
// The section of `onlinePageIsValid` goes online by an event that no block asks for.
const onlineAnyway = decided('sections.onlined', { operation: null, pfn: pfn(SECTION), nrPages: SECTION });

describe('each state invariant is broken by', () => {
  test.each(STATE_INVARIANTS.map((rule) => [rule.name, rule] as const))('a state made for it: %s', (name, rule) => {
    const { state, subject } = BROKEN[name] ?? expect.fail(`no state that breaks ${name}`);
    const broken = name === 'onlinePageIsValid' ? happened(state(), onlineAnyway) : state();
    expect(rule.memoryModels).toContain(broken.profile.memoryModel);
    const found = rule.holds(broken);
    expect(found).toContainEqual({ invariant: name, subject, reason: expect.any(String) });
    expect(violationsOf(broken)).toEqual(expect.arrayContaining([...found]));
  });
});

const started = (name: 'add_memory' | 'remove_memory' | 'online', args = {}) =>
  decided('operation.started', { operation: 90, parent: null, name, args });
const spanOf = (section: number) => ({ start: `0x${(section * SECTION * 4096).toString(16)}`, size: '0x8000000' });
const finished = decided('operation.finished', { operation: 90 });
const going = decided('notifier.called', { operation: 90, action: 'MEM_GOING_ONLINE' });
const wholeSection = (section: number) => ({ operation: 90, pfn: pfn(section * SECTION), nrPages: SECTION });
const inBytes = (section: number) => ({ start: bytes(section * SECTION * 4096), size: bytes(SECTION * 4096) });

interface BrokenStep {
  readonly before: () => MemoryState;
  readonly event: EventDraft;
  /** What comes after, where `evolve` would not make it so. */
  readonly after?: (state: MemoryState) => MemoryState;
}

/** One step for every step invariant that breaks it. */
const BROKEN_STEPS: Readonly<Record<string, BrokenStep>> = {
  bootUsageStays: {
    before: () => told(booted(profileOf('vmemmap@v5.3'), ram), archRemove(0, SECTION), archAdd(0, SECTION)).state,
    event: decided('pages.removed', wholeSection(0)),
  },
  onlyBootMakesEarly: {
    before: () => memoryOf('vmemmap@v6.12'),
    event: decided('pages.added', { ...wholeSection(2), nid: 0, altmap: false }),
    after: (state) => withSection(state, 2, { origin: 'boot' }),
  },
  blockSizeStays: {
    before: () => memoryOf('classic@v6.12'),
    event: finished,
    after: (state) => ({ ...state, blocks: { blockBytes: 2 ** 28, sectionsPerBlock: 2 } }),
  },
  tableOnlyGrows: {
    before: () => memoryOf('vmemmap@v6.12'),
    event: decided('pages.removed', wholeSection(2)),
    after: (state) => ({ ...state, highestPresentSection: 1 }),
  },
  taintHasAnEdge: {
    before: () => nothing(profileOf('vmemmap@v5.12')),
    event: decided('memory.booted', { ram: [{ pfn: pfn(0), nrPages: SECTION, nid: 2 }], early: 'known' }),
  },
  lineOutlivesPages: {
    before: () => happened(memoryOf('vmemmap@v6.12'), started('add_memory', spanOf(5))),
    event: decided('pages.added', { ...wholeSection(5), nid: 0, altmap: false }),
  },
  failedAddLeavesNothing: {
    before: () =>
      happened(
        memoryOf('vmemmap@v6.12'),
        started('add_memory', spanOf(5)),
        decided('resource.reserved', { operation: 90, ...inBytes(5), name: 'System RAM', mergeable: false }),
      ),
    event: decided('operation.failed', {
      operation: 90,
      errno: 'ENOMEM',
      environment: 'allocationFailed',
      reason: 'no memory',
      orphans: false,
    }),
  },
  onlyOfflineBlocksGo: {
    before: () => told(memoryOf('vmemmap@v6.12'), online(2)).state,
    event: decided('blocks.removed', { operation: null, ...inBytes(2) }),
  },
  piecesAreAligned: {
    before: () => memoryOf('classic@v6.12'),
    event: decided('pages.added', { operation: null, pfn: pfn(5 * SECTION), nrPages: SUB, nid: 0, altmap: false }),
  },
  goingIsAnswered: { before: () => happened(memoryOf('vmemmap@v6.12'), started('online'), going), event: finished },
  onlineAndOfflineAlternate: {
    before: () => told(memoryOf('vmemmap@v6.12'), online(2)).state,
    event: decided('block.onlined', { operation: null, block: blockNr(2), zone: 'Normal' }),
  },
};

describe('each step invariant is broken by', () => {
  test.each(STEP_INVARIANTS.map((rule) => [rule.name, rule] as const))('a step made for it: %s', (name, rule) => {
    const {
      before,
      event,
      after = (state) => state,
    } = BROKEN_STEPS[name] ?? expect.fail(`no step that breaks ${name}`);
    const was = before();
    const is = after(evolve(was, event));
    const found = rule.holdsOver(was, event, is);
    expect(names(found)).toContain(name);
    expect(violationsOver(was, event, is)).toEqual(expect.arrayContaining([...found]));
  });

  const announced = (...actions: ('MEM_GOING_ONLINE' | 'MEM_ONLINE' | 'MEM_CANCEL_ONLINE' | 'MEM_OFFLINE')[]) => {
    let state = happened(memoryOf('vmemmap@v6.12'), started('online'));
    const found: Violation[] = [];
    for (const action of actions) {
      const event = decided('notifier.called', { operation: 90, action });
      const next = evolve(state, event);
      found.push(...violationsOver(state, event, next));
      state = next;
    }
    return found.map(({ reason }) => reason);
  };

  test('an announcement answered twice, by another’s answer, or answered before it was made', () => {
    expect(announced('MEM_GOING_ONLINE', 'MEM_ONLINE')).toEqual([]);
    expect(announced('MEM_GOING_ONLINE', 'MEM_ONLINE', 'MEM_CANCEL_ONLINE')).toEqual([
      'MEM_CANCEL_ONLINE without MEM_GOING_',
    ]);
    expect(announced('MEM_GOING_ONLINE', 'MEM_OFFLINE')).toEqual(['MEM_OFFLINE answers MEM_GOING_ONLINE']);
    expect(announced('MEM_CANCEL_ONLINE')).toEqual(['MEM_CANCEL_ONLINE without MEM_GOING_']);
    expect(announced('MEM_GOING_ONLINE', 'MEM_GOING_ONLINE')).toEqual([
      'MEM_GOING_ONLINE while MEM_GOING_ONLINE is unanswered',
    ]);
  });

  test('a cancellation that nobody was told of before, until v6.18 asks the node’s notifiers first', () => {
    const cancelled = (name: string) => {
      const state = happened(memoryOf(name), started('online'));
      const event = decided('notifier.called', { operation: 90, action: 'MEM_CANCEL_ONLINE' });
      return names(violationsOver(state, event, evolve(state, event)));
    };
    expect(cancelled('vmemmap@v6.12')).toEqual(['goingIsAnswered']);
    expect(cancelled('vmemmap@v6.18')).toEqual([]);
  });
});

/** Runs commands and gathers, by name, every invariant that breaks on the way. */
function brokenBy(start: MemoryState, ...commands: readonly Command[]): readonly string[] {
  const { events } = told(start, ...commands);
  const found = new Set(names(violationsOf(start)));
  let state = start;
  for (const event of events) {
    const next = evolve(state, event);
    for (const { invariant } of [...violationsOver(state, event, next), ...violationsOf(next)]) found.add(invariant);
    state = next;
  }
  return [...found].sort();
}

/** The bug of a real kernel (docs/kernel.md §8): what of it breaks which invariant, and the release that mended it. */
interface KernelBug {
  readonly shows: (name: string) => readonly string[];
  readonly broken: string;
  readonly breaks: string;
  readonly mended: string;
}

const onRam =
  (...steps: readonly Command[]) =>
  (name: string): readonly string[] =>
    brokenBy(booted(profileOf(name), ram), ...steps);

const bootOnNode2 = (name: string): readonly string[] => {
  const before = nothing(profileOf(name));
  const boot = decided('memory.booted', { ram: [{ pfn: pfn(0), nrPages: SECTION, nid: 2 }], early: 'known' });
  return names(violationsOver(before, boot, evolve(before, boot)));
};

const addAndRemove = onRam(archAdd(2 * SECTION, SECTION), archRemove(2 * SECTION, SECTION));
const earlyTwice = onRam(archRemove(0, SECTION), archAdd(0, SECTION), archRemove(0, SECTION));
const tail = [SECTION + 60 * SUB, 4 * SUB] as const;
const addTwice = onRam(archAdd(2 * SECTION, SECTION), archAdd(2 * SECTION, SECTION));

const KERNEL_BUGS: Readonly<Record<string, KernelBug>> = {
  'docs/kernel.md §8.1': {
    shows: addAndRemove,
    broken: 'classic@v5.3',
    breaks: 'memmapAddsUp',
    mended: 'classic@v5.6',
  },
  'docs/kernel.md §8.3': {
    shows: earlyTwice,
    broken: 'vmemmap@v5.3',
    breaks: 'bootUsageStays',
    mended: 'vmemmap@v5.5',
  },
  'docs/kernel.md §8.5': {
    shows: onRam(memremap(...tail), memunmap(...tail)),
    broken: 'vmemmap@v5.8',
    breaks: 'earlyMemmapIsWhole',
    mended: 'vmemmap@v5.9',
  },
  'docs/kernel.md §8.6': {
    shows: onRam(memremap(...tail)),
    broken: 'vmemmap@v5.10',
    breaks: 'onlinePageIsNoDevice',
    mended: 'vmemmap@v5.12',
  },
  'docs/kernel.md §8.10': {
    shows: addAndRemove,
    broken: 'vmemmap@v5.5',
    breaks: 'zeroWordIsRemoved',
    mended: 'vmemmap@v5.6',
  },
  'docs/kernel.md §8.12': {
    shows: bootOnNode2,
    broken: 'vmemmap@v5.14',
    breaks: 'taintHasAnEdge',
    mended: 'vmemmap@v5.15',
  },
  'docs/kernel.md §6.4, G11': {
    shows: addTwice,
    broken: 'classic@v5.7',
    breaks: 'memmapAddsUp',
    mended: 'classic@v5.6',
  },
};

describe('a known bug', () => {
  test.each(Object.entries(KERNEL_BUGS))(
    '(%s) breaks the invariant that names it, and its fix keeps it',
    (cited, known) => {
      const { shows, broken, breaks, mended } = known;
      const rule = ruleOf({ invariant: breaks });
      expect(shows(broken)).toContain(breaks);
      expect(rule?.knownBugIn(profileOf(broken))).toContain(`(${cited})`);
      expect(shows(mended)).not.toContain(breaks);
      expect(rule?.knownBugIn(profileOf(mended))).toBeNull();
    },
  );

  test('is named for no kernel from v5.15 on with VMEMMAP', () => {
    const rules = [...STATE_INVARIANTS, ...STEP_INVARIANTS];
    for (const name of ['v5.15', 'v6.8', 'v6.12', 'v7.1']) {
      const profile = profileOf(`vmemmap@${name}`);
      expect(rules.filter(({ knownBugIn }) => knownBugIn(profile) !== null)).toEqual([]);
    }
  });
});
