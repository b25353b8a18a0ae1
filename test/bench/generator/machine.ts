import type { EventDraft } from '../../../events/event.ts';
import { blockGeometry, memoryBlockBytes } from '../../../machines/kernel/block-size.ts';
import { DEFAULT_PROFILE, profileByName } from '../../../machines/kernel/profile.ts';
import {
  bootEvents,
  type MachineFacts,
  type SiteKind,
  type SiteRange,
  type Situation,
  situationsOf,
} from './situation.ts';

/** One site of the machine: where it lies, and what it is like now. */
export interface Site {
  readonly kind: SiteKind;
  readonly block: number;
  readonly nid: number;
  situation: Situation;
}

/** A row of pmem namespaces, first page and length of each counted from the site's first page. */
export interface PmemSite extends Site {
  readonly namespaces: readonly SiteRange[];
}

export interface Node {
  readonly nid: number;
  /** Slots of several blocks each, for DIMMs and for CXL memory. */
  readonly slots: readonly Site[];
  /** Blocks of a virtio-mem device, lowest first. */
  readonly virtio: readonly Site[];
  readonly pmem: readonly PmemSite[];
  /** Boot memory that is kept movable, block by block. */
  readonly movable: readonly Site[];
  /** Boot memory that stays. */
  readonly kept: readonly Site[];
}

export interface Machine {
  readonly facts: MachineFacts;
  readonly nodes: readonly Node[];
  /** Events before the first operation. */
  readonly boot: readonly EventDraft[];
}

const MIB = 2 ** 20;
const GIB = 2 ** 30;
/** Sections of the smallest machine that has room for one site of every kind on each node. */
export const FEWEST_SECTIONS = 256;

function factsOf(sections: number): MachineFacts {
  const answer = profileByName(DEFAULT_PROFILE);
  if (!answer.ok) throw new Error(answer.reason);
  const { profile } = answer;
  const { geometry, traits } = profile;
  const bootRam = sections * geometry.sectionBytes * BOOT;
  const wanted = memoryBlockBytes(geometry, traits.bareMetal2GiBBlocks, {
    endOfBootRam: Math.floor(bootRam / (2 * GIB)) * 2 * GIB,
    hypervisor: true,
  });
  const blocks = blockGeometry(geometry, wanted);
  if (!blocks.ok) throw new Error(blocks.reason);
  return { profile, blocks: blocks.blocks, nodes: sections >= 65_536 ? 8 : sections >= 8192 ? 4 : 2 };
}

/** Shares of a node's address space, in this order; what is left is a hole. */
const BOOT = 0.3;
const KEPT = 0.6;
const PMEM = 0.15;
const SLOTS = 0.25;
const VIRTIO = 0.2;

/** Sub-sections of the last section of a node's boot memory that are RAM; pmem begins in the rest. */
const TAIL_SUBSECTIONS = 40;

/**
 * A machine with all that can be hot-plugged, node after node: boot memory, part of it movable, which ends within a section;
 * pmem right after it; slots for DIMMs; a virtio-mem device. Node 0 has the hole below 4 GiB and the one below 1 MiB.
 */
export function machineOf(sections: number): Machine {
  if (!Number.isInteger(sections) || sections < FEWEST_SECTIONS) {
    throw new RangeError(`a machine has at least ${FEWEST_SECTIONS} sections, not ${sections}`);
  }
  const facts = factsOf(sections);
  const { geometry } = facts.profile;
  const { sectionsPerBlock, blockBytes } = facts.blocks;
  const { pagesPerSection, pagesPerSubsection, pageBytes } = geometry;
  const pagesPerBlock = sectionsPerBlock * pagesPerSection;
  const blocksPerNode = Math.floor(sections / sectionsPerBlock / facts.nodes);
  const share = (part: number): number => Math.max(2, Math.floor(blocksPerNode * part));
  const first = new Map<string, Situation>();
  const begin = (kind: SiteKind): Situation => {
    const known = first.get(kind.name) ?? situationsOf(facts, kind);
    first.set(kind.name, known);
    return known;
  };
  const site = (kind: SiteKind, block: number, nid: number): Site => ({ kind, block, nid, situation: begin(kind) });

  const whole = { first: 0, pages: pagesPerBlock };
  const virtioKind: SiteKind = { name: 'virtio-mem', blocks: 1, ram: [], zone: 'Movable' };
  const movableKind: SiteKind = { name: 'movable boot memory', blocks: 1, ram: [whole], zone: 'Movable' };
  const keptKind: SiteKind = { name: 'kept boot memory', blocks: 1, ram: [whole], zone: 'Normal' };
  const holedKind: SiteKind = {
    name: 'boot memory with a hole',
    blocks: 1,
    ram: [{ first: 0, pages: pagesPerBlock - 10 * pagesPerSubsection }],
    zone: 'Normal',
  };
  const slotKind = (blocks: number): SiteKind => ({ name: `slot of ${blocks}`, blocks, ram: [], zone: 'Normal' });

  const pmemSite = (block: number, nid: number, blocks: number, tail: boolean): PmemSite => {
    const ram = tail ? [{ first: 0, pages: TAIL_SUBSECTIONS * pagesPerSubsection }] : [];
    const kind = { name: `pmem of ${blocks}${tail ? ' behind boot memory' : ''}`, blocks, ram, zone: 'Normal' };
    return { ...site(kind, block, nid), namespaces: namespacesIn(blocks * pagesPerBlock, tail) };
  };
  /** Four namespaces that share the sections of their edges with each other, and the first with boot memory. */
  const namespacesIn = (pages: number, tail: boolean): readonly SiteRange[] => {
    const from = (tail ? TAIL_SUBSECTIONS : 3) * pagesPerSubsection;
    const subsections = Math.floor((pages - from) / pagesPerSubsection) - 5;
    return [0, 1, 2, 3].map((index) => {
      const begins = Math.floor((subsections * index) / 4);
      const ends = Math.floor((subsections * (index + 1)) / 4);
      return { first: from + begins * pagesPerSubsection, pages: (ends - begins) * pagesPerSubsection };
    });
  };

  const nodeAt = (nid: number): Node => {
    const start = nid * blocksPerNode;
    const boot = share(BOOT);
    const keptEnd = start + Math.max(1, Math.floor(boot * KEPT));
    let at = start + boot;
    const pmem: PmemSite[] = [];
    const pmemBlocks = Math.min(64, Math.max(2, Math.floor(share(PMEM) / 2)));
    for (let index = 0; index < 2; index++, at += pmemBlocks) pmem.push(pmemSite(at, nid, pmemBlocks, index === 0));
    at = start + boot + share(PMEM) + 1;
    const slots: Site[] = [];
    const sizes = [8, 16, 32].map((size) => Math.min(size, Math.max(2, Math.floor(share(SLOTS) / 3))));
    for (const end = at + share(SLOTS); ; ) {
      const size = sizes[slots.length % sizes.length] ?? 2;
      if (at + size > end) break;
      slots.push(site(slotKind(size), at, nid));
      at += size;
    }
    const virtio = Array.from({ length: share(VIRTIO) }, (_, index) => site(virtioKind, at + index, nid));
    const low = Math.ceil((4 * GIB) / blockBytes);
    const kept: Site[] = [];
    // Below 4 GiB node 0 has zones of its own, which no site knows of.
    for (let block = nid === 0 ? start + low : start; block < keptEnd; block++) {
      kept.push(site(block === keptEnd - 1 ? holedKind : keptKind, block, nid));
    }
    const movable: Site[] = [];
    for (let block = Math.max(keptEnd, nid === 0 ? low : 0); block < start + boot; block++) {
      movable.push(site(movableKind, block, nid));
    }
    return { nid, slots, virtio, pmem, movable, kept };
  };

  const nodes = Array.from({ length: facts.nodes }, (_, nid) => nodeAt(nid));
  const lowRam = (from: number, to: number, zone: string) => ({
    pfn: from / pageBytes,
    nrPages: (to - from) / pageBytes,
    nid: 0,
    zone,
  });
  const low = [lowRam(0, MIB - 384 * 1024, 'DMA32'), lowRam(MIB, 3 * GIB - 2 * MIB, 'DMA32')];
  const ram = nodes.flatMap(({ nid, kept, movable, pmem }) =>
    [...kept, ...movable, ...pmem].flatMap(({ block, kind }) =>
      kind.ram.map(({ first: begin, pages }) => ({
        pfn: block * pagesPerBlock + begin,
        nrPages: pages,
        nid,
        zone: kind.zone,
      })),
    ),
  );
  return { facts, nodes, boot: bootEvents(facts, [...low, ...ram]) };
}
