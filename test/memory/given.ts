import type { EventData, EventType } from '../../events/catalogue.ts';
import { decided, type EventDraft } from '../../events/event.ts';
import { blockGeometry } from '../../machines/kernel/block-size.ts';
import { type Profile, type ProfileChoice, profileByName } from '../../machines/kernel/profile.ts';
import { sectionOf } from '../../machines/kernel/ranges.ts';
import { blockNr, bytes, pfn } from '../../machines/kernel/units.ts';
import type { Outcome } from '../../machines/operations/context.ts';
import type { OnlineKind } from '../../machines/operations/memory.ts';
import type { SectionFacts } from '../../machines/section-facts.ts';
import type { Command, CommandOf, Environment } from '../../src/memory/commands.ts';
import { decide, errnoOf } from '../../src/memory/decide.ts';
import { evolve } from '../../src/memory/evolve.ts';
import { sectionEntry } from '../../src/memory/sections.ts';
import { emptyMemory, type MemoryState } from '../../src/memory/state.ts';

/** Pages of one section and of one sub-section, as x86_64 with 4 KiB pages has them: the arithmetic of docs/kernel.md §6.4. */
export const SECTION = 0x8000;
export const SUB = 0x200;
export const PAGE = 4096;
export const MIB = 2 ** 20;
export const GIB = 2 ** 30;
export const ALL = (1n << 64n) - 1n;

export function profileOf(name: string, choice: ProfileChoice = {}): Profile {
  const answer = profileByName(name, choice);
  if (!answer.ok) throw new Error(answer.reason);
  return answer.profile;
}

/** Memory of a kernel in which nothing is there yet; blocks of one section unless said. */
export function nothing(profile: Profile, blockBytes = profile.geometry.sectionBytes): MemoryState {
  const answer = blockGeometry(profile.geometry, blockBytes);
  if (!answer.ok) throw new Error(answer.reason);
  return emptyMemory(profile, answer.blocks);
}

export const happened = (state: MemoryState, ...events: readonly EventDraft[]): MemoryState =>
  events.reduce<MemoryState>(evolve, state);

interface Frames {
  readonly pfn: number;
  readonly nrPages: number;
  readonly nid?: number;
}

/**
 * Memory as a boot leaves it: early sections, a System RAM line for each range, and every block that has a section
 * online in one zone.
 */
export function booted(profile: Profile, ram: readonly Frames[], blockBytes?: number): MemoryState {
  const empty = nothing(profile, blockBytes);
  const blocks = new Set<number>();
  for (const range of ram) {
    const first = sectionOf(profile.geometry, pfn(range.pfn));
    const last = sectionOf(profile.geometry, pfn(range.pfn + range.nrPages - 1));
    for (let section: number = first; section <= last; section++) {
      blocks.add(Math.floor(section / empty.blocks.sectionsPerBlock));
    }
  }
  return happened(
    empty,
    decided('resources.found', {
      lines: ram.map((range) => ({
        start: bytes(range.pfn * PAGE),
        size: bytes(range.nrPages * PAGE),
        name: 'System RAM',
        depth: 0,
      })),
    }),
    decided('memory.booted', {
      ram: ram.map((range) => ({ pfn: pfn(range.pfn), nrPages: range.nrPages, nid: range.nid ?? 0 })),
      early: 'known',
    }),
    ...[...blocks].map((block) =>
      decided('block.found', { block: blockNr(block), state: 'online', zone: 'Normal', oneZone: true, nid: 0 }),
    ),
  );
}

/** A byte span from a page range. */
const span = (first: number, nrPages: number) => ({
  start: BigInt(first) * BigInt(PAGE),
  size: BigInt(nrPages) * BigInt(PAGE),
});
const around = (environment?: Environment) => (environment ? { environment } : {});

export const archAdd = (first: number, nrPages: number, environment?: Environment): Command => ({
  type: 'arch_add_memory',
  ...span(first, nrPages),
  nid: 0,
  altmap: false,
  ...around(environment),
});

export const archRemove = (first: number, nrPages: number): Command => ({
  type: 'arch_remove_memory',
  ...span(first, nrPages),
});

export const addMemory = (first: number, nrPages: number, options: Partial<CommandOf<'add_memory'>> = {}): Command => ({
  type: 'add_memory',
  ...span(first, nrPages),
  nid: 0,
  ownMemmap: false,
  mergeResource: false,
  nidIsGroup: false,
  driverName: null,
  autoOnline: null,
  ...options,
});

export const removeMemory = (first: number, nrPages: number): Command => ({
  type: 'remove_memory',
  ...span(first, nrPages),
});

export const online = (block: number, environment?: Environment, kind: OnlineKind = 'online'): Command => ({
  type: 'online',
  block,
  kind,
  ...around(environment),
});

export const offline = (block: number, environment?: Environment): Command => ({
  type: 'offline',
  block,
  ...around(environment),
});

export const memremap = (first: number, nrPages: number, environment?: Environment): Command => ({
  type: 'memremap_pages',
  ...span(first, nrPages),
  nid: 0,
  altmap: false,
  ...around(environment),
});

export const memunmap = (first: number, nrPages: number): Command => ({
  type: 'memunmap_pages',
  ...span(first, nrPages),
});

export interface Told {
  readonly state: MemoryState;
  readonly events: readonly EventDraft[];
  /** How each command ended. */
  readonly outcomes: readonly Outcome[];
  /** `0` for success, an errno, or `crash`. */
  readonly answers: readonly string[];
}

const answerOf = (outcome: Outcome): string => {
  if (outcome.kind === 'crashed' || (outcome.kind === 'refused' && outcome.refusal.fatal)) return 'crash';
  return errnoOf(outcome) ?? '0';
};

/** What a kernel does with some commands, one after the other. */
export function told(state: MemoryState, ...commands: readonly Command[]): Told {
  const events: EventDraft[] = [];
  const outcomes: Outcome[] = [];
  let at = state;
  for (const command of commands) {
    const decision = decide(at, command);
    events.push(...decision.events);
    outcomes.push(decision.outcome);
    at = decision.state;
  }
  return { state: at, events, outcomes, answers: outcomes.map(answerOf) };
}

/** The facts of the section that a pfn lies in. */
export const sectionAt = (state: MemoryState, frame: number): SectionFacts =>
  sectionEntry(state, sectionOf(state.profile.geometry, pfn(frame))).facts;

export const typesOf = (events: readonly EventDraft[]): readonly string[] => events.map(({ type }) => type);

export const eventsOf = <T extends EventType>(events: readonly EventDraft[], type: T): readonly EventData<T>[] =>
  events.flatMap((event) => (event.type === type ? [event.data as EventData<T>] : []));

/** Kernel log lines that the events carry. */
export const messagesOf = (events: readonly EventDraft[]): readonly string[] =>
  events.flatMap(({ data }) => ('message' in data && data.message !== null ? [data.message] : []));
