import type { EventData, EventType } from '../../events/catalogue.ts';
import type { EventDraft } from '../../events/event.ts';
import { type Profile, type ProfileChoice, profileByName } from '../../machines/kernel/profile.ts';
import { sectionOf } from '../../machines/kernel/ranges.ts';
import { pfn } from '../../machines/kernel/units.ts';
import type { OnlineKind } from '../../machines/operations/memory.ts';
import type { SectionFacts } from '../../machines/section-facts.ts';
import type { Command, CommandOf, Environment } from '../../src/memory/commands.ts';
import { decider } from '../../src/memory/decider.ts';
import { sectionEntry } from '../../src/memory/sections.ts';
import type { MemoryState } from '../../src/memory/state.ts';
import { type Consequences, given } from '../../src/testing/specification.ts';

export { booted } from '../../src/testing/booted.ts';

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
export const nothing = decider.initialState;

export const happened = (state: MemoryState, ...events: readonly EventDraft[]): MemoryState =>
  given(state, ...events).state;

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

/** What a kernel does with some commands, one after the other. */
export const told = (state: MemoryState, ...commands: readonly Command[]): Consequences =>
  given(state).when(...commands);

/** The facts of the section that a pfn lies in. */
export const sectionAt = (state: MemoryState, frame: number): SectionFacts =>
  sectionEntry(state, sectionOf(state.profile.geometry, pfn(frame))).facts;

export const typesOf = (events: readonly EventDraft[]): readonly string[] => events.map(({ type }) => type);

export const eventsOf = <T extends EventType>(events: readonly EventDraft[], type: T): readonly EventData<T>[] =>
  events.flatMap((event) => (event.type === type ? [event.data as EventData<T>] : []));

/** Kernel log lines that the events carry. */
export const messagesOf = (events: readonly EventDraft[]): readonly string[] =>
  events.flatMap(({ data }) => ('message' in data && data.message !== null ? [data.message] : []));
