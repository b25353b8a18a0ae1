import { SourceError } from '../../../events/problem.ts';
import type { Geometry } from '../../../machines/kernel/geometry.ts';
import { describeProfile } from '../../../machines/kernel/profile.ts';
import { blockOf, type PageRange, pagesOfBlock, sectionsOf } from '../../../machines/kernel/ranges.ts';
import { blockNr, bytes, pfn } from '../../../machines/kernel/units.ts';
import type { ResourceLine } from '../../memory/resources.ts';
import type { Circumstances, Recorder } from '../recorder.ts';
import type { ListedBlock } from './memory-blocks.ts';

/** What an ordinary user can know of memory when a record begins. Never the kernel's own section table. */
export interface BootFacts {
  /** RAM at boot from the kernel log, bytes with the end included; null when the log does not reach back. */
  readonly earlyRanges: readonly { readonly nid: number; readonly start: number; readonly end: number }[] | null;
  /** RAM at boot as the firmware told it, where nothing better does. */
  readonly firmwareRanges?: readonly { readonly start: number; readonly end: number }[] | null;
  readonly iomem: readonly ResourceLine[] | null;
  readonly blocks: readonly ListedBlock[] | null;
  /** Spans that the trace itself adds before the listing was taken. */
  readonly addedLater: readonly { readonly start: bigint; readonly size: bigint }[];
  readonly kernel: {
    readonly possibleNodes: number | null;
    readonly ownMemmapParameter: boolean | null;
    readonly memLimit: number | null;
  };
}

const NOW: Circumstances = { timeNs: null, actor: null, place: null };

interface RamRange extends PageRange {
  readonly nid: number | null;
}

/** Whole pages of a byte range (memblock walks PFN_UP(start) to PFN_DOWN(end), mm/memblock.c). */
function wholePages(geometry: Geometry, start: number, end: number, nid: number | null): RamRange[] {
  const first = Math.ceil(start / geometry.pageBytes);
  const last = Math.floor(Math.min(end + 1, 2 ** geometry.maxPhysmemBits) / geometry.pageBytes);
  return last > first ? [{ pfn: pfn(first), nrPages: last - first, nid }] : [];
}

/** 128 TiB of x86_64: more is no machine, and would be walked section by section. */
const MOST_SECTIONS = 1 << 20;

function bounded(geometry: Geometry, ram: readonly RamRange[], inBlocks: number): void {
  const pages = ram.reduce((sum, { nrPages }) => sum + nrPages, 0);
  const sections = Math.max(Math.ceil(pages / geometry.pagesPerSection), inBlocks);
  if (sections <= MOST_SECTIONS) return;
  throw new SourceError({
    place: { file: 'dmesg.txt, steps/00-boot', line: 1, column: 1 },
    read: `${sections} sections of memory`,
    expected: `at most ${MOST_SECTIONS}`,
  });
}

/** Writes the state at the beginning of a record: boot RAM, earlier hot-adds, resources and block states. */
export function recordBaseline(recorder: Recorder, facts: BootFacts): void {
  const { geometry } = recorder.state.profile;
  const later = (start: number, size: number): boolean =>
    facts.addedLater.some((span) => BigInt(start) >= span.start && BigInt(start + size) <= span.start + span.size);
  recorder.record(
    'kernel.described',
    {
      profile: recorder.state.profile.name,
      machine: describeProfile(recorder.state.profile),
      blockBytes: bytes(recorder.state.blocks.blockBytes),
      possibleNodes: facts.kernel.possibleNodes,
      ownMemmapParameter: facts.kernel.ownMemmapParameter,
      memLimit: facts.kernel.memLimit === null ? null : bytes(facts.kernel.memLimit),
    },
    NOW,
  );
  const lines = facts.iomem?.filter((line) => !(line.name.startsWith('System RAM') && later(line.start, line.size)));
  if (lines) {
    recorder.record(
      'resources.found',
      { lines: lines.map((line) => ({ ...line, start: bytes(line.start), size: bytes(line.size) })) },
      NOW,
    );
  }
  const { blockBytes } = recorder.state.blocks;
  const blocks = (facts.blocks ?? []).filter(
    ({ block }) => (block + 1) * blockBytes <= 2 ** geometry.maxPhysmemBits && !later(block * blockBytes, blockBytes),
  );
  const listed = blocks.map((row) => ({
    ...row,
    ...pagesOfBlock(geometry, recorder.state.blocks, blockNr(row.block)),
  }));
  const early = earlyRam(geometry, facts, lines ?? [], listed);
  bounded(geometry, early.ram, blocks.length * recorder.state.blocks.sectionsPerBlock);
  if (early.ram.length > 0) recorder.record('memory.booted', early, NOW);
  recordBlocks(recorder, blocks, early.ram);
}

/**
 * Boot RAM from the kernel log; without one, System RAM lines are taken for it, and without those the blocks that were
 * online: what was hot-added before the record can not be told from them.
 */
function earlyRam(
  geometry: Geometry,
  facts: BootFacts,
  lines: readonly ResourceLine[],
  blocks: readonly (ListedBlock & PageRange)[],
): { ram: RamRange[]; early: 'known' | 'assumed' } {
  if (facts.earlyRanges) {
    return {
      ram: facts.earlyRanges.flatMap(({ nid, start, end }) => wholePages(geometry, start, end, nid)),
      early: 'known',
    };
  }
  if (facts.firmwareRanges && lines.length === 0 && blocks.length === 0) {
    const ram = facts.firmwareRanges.flatMap(({ start, end }) => wholePages(geometry, start, end, null));
    return { ram, early: 'assumed' };
  }
  if (lines.length === 0)
    return {
      ram: blocks
        .filter(({ state }) => state === 'online')
        .map(({ pfn: first, nrPages, nid }) => ({ pfn: first, nrPages, nid })),
      early: 'assumed',
    };
  const plain = lines.filter((line) => line.name === 'System RAM' && line.depth === 0);
  return {
    ram: plain.flatMap(({ start, size }) => wholePages(geometry, start, start + size - 1, null)),
    early: 'assumed',
  };
}

function recordBlocks(recorder: Recorder, listed: readonly ListedBlock[], ram: readonly RamRange[]): void {
  const { geometry } = recorder.state.profile;
  const earlyBlocks = new Set<number>();
  for (const range of ram) {
    for (const section of sectionsOf(geometry, range)) earlyBlocks.add(blockOf(recorder.state.blocks, section));
  }
  for (const { block, state, zone, oneZone, nid } of listed) {
    const pages = pagesOfBlock(geometry, recorder.state.blocks, blockNr(block));
    if (!earlyBlocks.has(block)) recorder.record('memory.found', { ...pages, nid }, NOW);
    const record = state === 'offline' ? 'sections.offlined' : 'sections.onlined';
    if (state === 'offline' || !earlyBlocks.has(block)) recorder.record(record, { operation: null, ...pages }, NOW);
    recorder.record('block.found', { block: blockNr(block), state, zone, oneZone, nid }, NOW);
  }
  // Without a listing every block with boot RAM has a device, and is online (docs/kernel.md §2.3).
  if (listed.length > 0) return;
  for (const block of [...earlyBlocks].sort((a, b) => a - b)) {
    recorder.record(
      'block.found',
      { block: blockNr(block), state: 'online', zone: null, oneZone: null, nid: null },
      NOW,
    );
  }
}
