import fc from 'fast-check';
import { decided } from '../../events/event.ts';
import type { Errno } from '../../machines/kernel/errno.ts';
import type { Profile } from '../../machines/kernel/profile.ts';
import { describeProfile } from '../../machines/kernel/profile.ts';
import { blocksOf } from '../../machines/kernel/ranges.ts';
import { bytes } from '../../machines/kernel/units.ts';
import { ONLINE_KINDS } from '../../machines/operations/memory.ts';
import type { Command, Environment } from '../../src/memory/commands.ts';
import type { Decision } from '../../src/memory/decide.ts';
import type { MemoryState } from '../../src/memory/state.ts';
import {
  addMemory,
  archAdd,
  archRemove,
  booted,
  happened,
  memremap,
  memunmap,
  offline,
  online,
  removeMemory,
  SECTION,
  SUB,
} from './given.ts';

/**
 * A small machine: two sections of boot RAM, of which the second has a hole inside and one at its end, and four sections
 * that nobody uses yet. Memory blocks of one or two sections.
 */
export interface Arena {
  readonly sectionsPerBlock: 1 | 2;
  readonly ownMemmapParameter: boolean | null;
}

const LAST_SECTION = 5;
const HOLE = { first: SECTION + 20 * SUB, pages: 4 * SUB };
const TAIL = { first: SECTION + 60 * SUB, pages: 4 * SUB };

export const arenas: fc.Arbitrary<Arena> = fc.record({
  sectionsPerBlock: fc.constantFrom(1, 2),
  ownMemmapParameter: fc.constantFrom(true, false, null),
});

export const memoryOf = (profile: Profile, { sectionsPerBlock, ownMemmapParameter }: Arena): MemoryState => {
  const blockBytes = sectionsPerBlock * profile.geometry.sectionBytes;
  const ram = [
    { pfn: 0, nrPages: HOLE.first },
    { pfn: HOLE.first + HOLE.pages, nrPages: TAIL.first - HOLE.first - HOLE.pages },
  ];
  return happened(
    booted(profile, ram, blockBytes),
    decided('kernel.described', {
      profile: profile.name,
      machine: describeProfile(profile),
      blockBytes: bytes(blockBytes),
      possibleNodes: 2,
      ownMemmapParameter,
      memLimit: null,
    }),
  );
};

interface Span {
  readonly first: number;
  readonly pages: number;
}

const wholeSections: fc.Arbitrary<Span> = fc
  .record({ section: fc.nat(LAST_SECTION), count: fc.integer({ min: 1, max: 2 }) })
  .map(({ section, count }) => ({ first: section * SECTION, pages: count * SECTION }));

const wholeSubsections: fc.Arbitrary<Span> = fc
  .record({ at: fc.nat((LAST_SECTION + 1) * 64 - 1), count: fc.integer({ min: 1, max: 100 }) })
  .map(({ at, count }) => ({ first: at * SUB, pages: count * SUB }));

const anyPages: fc.Arbitrary<Span> = fc.record({ first: fc.nat(LAST_SECTION * SECTION), pages: fc.nat(2 * SECTION) });

const spans: fc.Arbitrary<Span> = fc.oneof(
  { weight: 6, arbitrary: wholeSections },
  { weight: 6, arbitrary: wholeSubsections },
  { weight: 3, arbitrary: fc.constantFrom(HOLE, TAIL) },
  { weight: 1, arbitrary: anyPages },
  { weight: 1, arbitrary: fc.constantFrom({ first: 2 ** 40, pages: SECTION }, { first: 2 * SECTION, pages: 0 }) },
);

const errnos: fc.Arbitrary<Errno> = fc.constantFrom('ENOMEM', 'EBUSY', 'EPERM', 'EINVAL');
const pieces = wholeSections.map(({ first }) => first);

/** What the world outside may do to one command; mostly nothing. */
const environments: fc.Arbitrary<Environment> = fc.oneof(
  { weight: 5, arbitrary: fc.constant({}) },
  {
    weight: 3,
    arbitrary: fc.oneof<fc.Arbitrary<Environment>[]>(
      pieces.map((at) => ({ allocationFailed: { errno: 'ENOMEM', at } })),
      pieces.map((at) => ({ altmapTooSmall: { errno: 'ENOMEM', at } })),
      errnos.map((errno) => ({ pageTableFailed: { errno } })),
      errnos.map((errno) => ({ blockDeviceFailed: { errno } })),
      errnos.map((errno) => ({ notifierVeto: { errno } })),
      errnos.map((errno) => ({ offlineFailedLate: { errno } })),
      errnos.map((errno) => ({ deviceSetupFailed: { errno } })),
      fc.constantFrom<Environment>(
        { resourceNotReserved: { errno: 'EEXIST' } },
        { unmovablePage: { errno: 'EBUSY' } },
        { signal: { errno: 'EINTR' } },
        { zone: 'Movable' },
      ),
    ),
  },
);

/** One wish. `pick` chooses among what there is: blocks that exist, or what the caller holds and gives back. */
export interface Wish {
  readonly type: Command['type'];
  /** Pages, for operations on pages. */
  readonly span: Span;
  /** Blocks, for operations on blocks; where `stray`, `span` is taken for them, aligned or not. */
  readonly block: number;
  readonly count: number;
  readonly pick: number;
  readonly stray: boolean;
  readonly kind: (typeof ONLINE_KINDS)[number];
  readonly autoOnline: boolean;
  readonly ownMemmap: boolean;
  readonly driverName: string | null;
  readonly environment: Environment;
}

const rarely = fc.nat(11).map((die) => die === 0);

export const wishes: fc.Arbitrary<Wish> = fc.record({
  type: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom<Command['type']>('add_memory', 'online', 'offline') },
    { weight: 2, arbitrary: fc.constantFrom<Command['type']>('remove_memory', 'offline_and_remove_memory') },
    { weight: 2, arbitrary: fc.constantFrom<Command['type']>('arch_add_memory', 'arch_remove_memory') },
    { weight: 2, arbitrary: fc.constantFrom<Command['type']>('memremap_pages', 'memunmap_pages') },
  ),
  span: spans,
  block: fc.nat(LAST_SECTION),
  count: fc.integer({ min: 1, max: 2 }),
  pick: fc.nat(9),
  stray: rarely,
  kind: fc.constantFrom(...ONLINE_KINDS),
  autoOnline: fc.boolean(),
  ownMemmap: rarely,
  driverName: fc.constantFrom(null, null, null, null, 'System RAM (kmem)', 'dax'),
  environment: environments,
});

const existingBlocks = (state: MemoryState): readonly number[] => Object.keys(state.memoryBlocks).map(Number);

/** Whole blocks from one on, as pages. */
function blockSpan(state: MemoryState, block: number, count: number): Span {
  const pages = state.blocks.sectionsPerBlock * SECTION;
  return { first: block * pages, pages: count * pages };
}

/** The command that a wish is, whoever asks and whatever they hold. */
export function plainCommand(wish: Wish, state: MemoryState): Command {
  const { environment, span } = wish;
  const there = existingBlocks(state);
  const block = wish.stray ? wish.block : (there[wish.pick % there.length] ?? wish.block);
  const anyBlocks = wish.stray
    ? span
    : blockSpan(state, wish.block % ((LAST_SECTION + 1) / state.blocks.sectionsPerBlock), wish.count);
  const someBlocks = wish.stray ? span : blockSpan(state, block, wish.count);
  switch (wish.type) {
    case 'add_memory':
      return addMemory(anyBlocks.first, anyBlocks.pages, {
        environment,
        ownMemmap: wish.ownMemmap,
        driverName: wish.driverName,
        mergeResource: wish.pick < 3,
        autoOnline: wish.autoOnline ? wish.kind : null,
      });
    case 'arch_add_memory':
      return archAdd(span.first, span.pages, environment);
    case 'arch_remove_memory':
      return archRemove(span.first, span.pages);
    case 'remove_memory':
      return removeMemory(someBlocks.first, someBlocks.pages);
    case 'offline_and_remove_memory':
      return {
        ...removeMemory(someBlocks.first, someBlocks.pages),
        type: 'offline_and_remove_memory',
        environment,
      } as Command;
    case 'online':
      return online(block, environment, wish.kind);
    case 'offline':
      return offline(block, environment);
    case 'memremap_pages':
      return memremap(span.first, span.pages, environment);
    case 'memunmap_pages':
      return memunmap(span.first, span.pages);
  }
}

/** What one careful caller holds: it gives back exactly what it was given. */
export interface Holdings {
  readonly pages: readonly Span[];
  readonly devices: readonly Span[];
}

export const EMPTY_HANDED: Holdings = { pages: [], devices: [] };

/** The command of a caller that removes only what it added; null where it has nothing to ask. */
export function carefulCommand(wish: Wish, state: MemoryState, { pages, devices }: Holdings): Command | null {
  if (wish.type === 'arch_remove_memory' || wish.type === 'memunmap_pages') {
    const held = wish.type === 'arch_remove_memory' ? pages : devices;
    const span = held[wish.pick % held.length];
    return span ? plainCommand({ ...wish, span }, state) : null;
  }
  const command = plainCommand(wish, state);
  if (command.type !== 'remove_memory' && command.type !== 'offline_and_remove_memory') return command;
  const blocks = [...blocksOf(state.blocks, Number(command.start), Number(command.size))];
  return blocks.every((block) => state.memoryBlocks[block]) ? command : null;
}

/** What the caller holds after a command of its own. */
export function holdingsAfter(wish: Wish, { pages, devices }: Holdings, { outcome }: Decision): Holdings {
  const without = (held: readonly Span[]): readonly Span[] =>
    held.filter((_, index) => index !== wish.pick % held.length);
  switch (wish.type) {
    case 'arch_add_memory':
      return outcome.kind === 'done' ? { devices, pages: [...pages, wish.span] } : { pages, devices };
    case 'memremap_pages':
      return outcome.kind === 'done' ? { pages, devices: [...devices, wish.span] } : { pages, devices };
    case 'arch_remove_memory':
      return { devices, pages: without(pages) };
    case 'memunmap_pages':
      return { pages, devices: without(devices) };
    default:
      return { pages, devices };
  }
}
