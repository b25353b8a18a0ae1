import { decided, type EventDraft } from '../../../events/event.ts';
import type { Profile } from '../../../machines/kernel/profile.ts';
import { describeProfile } from '../../../machines/kernel/profile.ts';
import type { BlockGeometry } from '../../../machines/kernel/ranges.ts';
import { blockNr, bytes, pfn } from '../../../machines/kernel/units.ts';
import type { Outcome } from '../../../machines/operations/context.ts';
import type { Command } from '../../../src/memory/commands.ts';
import { decide } from '../../../src/memory/decide.ts';
import { evolve } from '../../../src/memory/evolve.ts';
import { emptyMemory, type MemoryState } from '../../../src/memory/state.ts';
import { type Moving, movingOf } from './moving.ts';

/** A run of pages of a site, counted from the site's first page. */
export interface SiteRange {
  readonly first: number;
  readonly pages: number;
}

/**
 * A piece of the address space on which nothing outside it depends, nor it on anything outside: a slot for DIMMs, a block of
 * a virtio-mem device, a row of pmem namespaces. Sites of one kind differ only in where they lie.
 */
export interface SiteKind {
  readonly name: string;
  /** Its length in memory blocks. */
  readonly blocks: number;
  /** RAM that is there since boot. */
  readonly ram: readonly SiteRange[];
  /** Zone of the blocks that hold this RAM. */
  readonly zone: string;
}

/** The machine that all sites are part of. */
export interface MachineFacts {
  readonly profile: Profile;
  readonly blocks: BlockGeometry;
  readonly nodes: number;
}

/** Where a site begins; addresses in bytes. */
export interface Origin {
  readonly block: number;
  readonly start: bigint;
  readonly nid: number;
}

/** Something to ask of the kernel at a site. The key is the command's name: equal keys are equal commands. */
export interface Wish {
  readonly key: string;
  readonly command: (origin: Origin) => Command;
}

/** One event as the model decided it, to be put down wherever a site of this kind lies. */
export interface EventPattern {
  readonly type: EventDraft['type'];
  readonly data: Moving;
}

/** What a wish comes to in a situation. */
export interface Answer {
  readonly events: readonly EventPattern[];
  /** Operations that it takes, nested ones included. */
  readonly operations: number;
  readonly outcome: Outcome;
  readonly next: Situation;
}

/** What a site of a kind can be like: one for all sites that are alike. */
export interface Situation {
  /** Blocks of such a site that have a device, and how many of them are online. */
  readonly there: number;
  readonly online: number;
  /** Ranges that a dev_pagemap holds, from the site's first page on. */
  readonly claims: readonly SiteRange[];
  ask(wish: Wish): Answer;
}

/** The model is asked at two places, far enough apart that no number is equal by chance. */
const PLACES = { from: 1031, to: 1542 } as const;
const NID = 1;

interface BootRam {
  readonly pfn: number;
  readonly nrPages: number;
  readonly nid: number;
  readonly zone: string;
}

/** Ranges that touch, of one node, as one: so does firmware tell them. */
function joined(ram: readonly BootRam[]): readonly BootRam[] {
  const out: BootRam[] = [];
  for (const range of ram.toSorted((a, b) => a.pfn - b.pfn)) {
    const before = out.at(-1);
    if (before?.nid === range.nid && before.pfn + before.nrPages === range.pfn) {
      out[out.length - 1] = { ...before, nrPages: before.nrPages + range.nrPages };
    } else out.push(range);
  }
  return out;
}

/** The events that describe a machine of which some RAM is known. */
export function bootEvents({ profile, blocks, nodes }: MachineFacts, ram: readonly BootRam[]): readonly EventDraft[] {
  const ranges = joined(ram);
  const { pageBytes, pagesPerSection } = profile.geometry;
  const pagesPerBlock = blocks.sectionsPerBlock * pagesPerSection;
  const found = new Map<number, { readonly nid: number; readonly zone: string }>();
  for (const { pfn: first, nrPages, nid, zone } of ram) {
    const last = Math.floor((first + nrPages - 1) / pagesPerBlock);
    for (let block = Math.floor(first / pagesPerBlock); block <= last; block++) {
      if (!found.has(block)) found.set(block, { nid, zone });
    }
  }
  return [
    decided('kernel.described', {
      profile: profile.name,
      machine: describeProfile(profile),
      blockBytes: bytes(blocks.blockBytes),
      possibleNodes: nodes,
      ownMemmapParameter: true,
      memLimit: null,
    }),
    decided('resources.found', {
      lines: ranges.map(({ pfn: first, nrPages }) => ({
        start: bytes(first * pageBytes),
        size: bytes(nrPages * pageBytes),
        name: 'System RAM',
        depth: 0,
      })),
    }),
    decided('memory.booted', {
      ram: ranges.map(({ pfn: first, nrPages, nid }) => ({ pfn: pfn(first), nrPages, nid })),
      early: 'known',
    }),
    ...[...found].map(([block, { nid, zone }]) =>
      decided('block.found', { block: blockNr(block), state: 'online', zone, oneZone: true, nid }),
    ),
  ];
}

export const originOf = ({ blocks }: MachineFacts, block: number, nid: number): Origin => ({
  block,
  start: BigInt(block) * BigInt(blocks.blockBytes),
  nid,
});

const firstPageOf = ({ blocks, profile }: MachineFacts, block: number): number =>
  block * blocks.sectionsPerBlock * profile.geometry.pagesPerSection;

function memoryAt(facts: MachineFacts, kind: SiteKind, block: number): MemoryState {
  const base = firstPageOf(facts, block);
  const ram = kind.ram.map(({ first, pages }) => ({ pfn: base + first, nrPages: pages, nid: NID, zone: kind.zone }));
  return bootEvents(facts, ram).reduce<MemoryState>(evolve, emptyMemory(facts.profile, facts.blocks));
}

/** What tells two situations apart. */
const keyOf = ({ roots, memoryBlocks, resources, deviceClaims }: MemoryState): string =>
  JSON.stringify([roots, memoryBlocks, resources, deviceClaims], (_, value: unknown) =>
    typeof value === 'bigint' ? `${value}n` : value,
  );

const afresh = (state: MemoryState): MemoryState => ({ ...state, at: { seq: 0, timeNs: null }, nextOperation: 1 });

/** The first situation of a kind of site: nobody did anything yet. Answers are the model's, remembered. */
export function situationsOf(facts: MachineFacts, kind: SiteKind): Situation {
  const known = new Map<string, Situation>();
  const situation = (here: MemoryState, there: MemoryState): Situation => {
    const key = keyOf(here);
    const before = known.get(key);
    if (before) return before;
    const answers = new Map<string, Answer>();
    const blocks = Object.values(here.memoryBlocks);
    const made: Situation = {
      there: blocks.length,
      online: blocks.filter(({ state }) => state === 'online').length,
      claims: here.deviceClaims.map(({ pfn: first, nrPages }) => ({
        first: first - firstPageOf(facts, PLACES.from),
        pages: nrPages,
      })),
      ask(wish) {
        let answer = answers.get(wish.key);
        if (!answer) {
          answer = learn(here, there, wish);
          answers.set(wish.key, answer);
        }
        return answer;
      },
    };
    known.set(key, made);
    return made;
  };
  const learn = (here: MemoryState, there: MemoryState, wish: Wish): Answer => {
    const one = decide(here, wish.command(originOf(facts, PLACES.from, NID)));
    const other = decide(there, wish.command(originOf(facts, PLACES.to, NID)));
    if (one.events.length !== other.events.length)
      throw new Error(`${kind.name}, ${wish.key}: it depends on the place`);
    return {
      events: one.events.map(({ type, data }, index) => ({
        type,
        data: movingOf('data', data, other.events[index]?.data, PLACES),
      })),
      operations: one.state.nextOperation - 1,
      outcome: one.outcome,
      next: situation(afresh(one.state), afresh(other.state)),
    };
  };
  return situation(afresh(memoryAt(facts, kind, PLACES.from)), afresh(memoryAt(facts, kind, PLACES.to)));
}
