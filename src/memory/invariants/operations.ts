import type { OperationName } from '../../../events/catalogue.ts';
import { partsOf } from '../../../machines/kernel/ranges.ts';
import { isEarly } from '../../../machines/section-facts.ts';
import { systemRamPages } from '../resources.ts';
import { sectionEntry } from '../sections.ts';
import type { MemoryState } from '../state.ts';
import { BOTH, blockSubject, neverBroken, type StepInvariant, sectionSubject, stepInvariant } from './invariant.ts';

const attemptIn = (state: MemoryState, operation: number | null) =>
  operation === null ? undefined : state.attempts[operation];

const ADDS: readonly OperationName[] = ['add_memory'];
const REMOVES: readonly OperationName[] = ['remove_memory', 'offline_and_remove_memory'];

/** Blocks that exist in a byte span, which may be any 64-bit number. */
function blocksIn(state: MemoryState, start: bigint, size: bigint): readonly number[] {
  const { blockBytes } = state.blocks;
  return Object.keys(state.memoryBlocks)
    .map(Number)
    .filter((block) => {
      const first = BigInt(block) * BigInt(blockBytes);
      return first < start + size && start < first + BigInt(blockBytes);
    });
}

/** Invariants 19 to 21 and 25: what operations leave, and in which order they work. */
export const OPERATION_INVARIANTS: readonly StepInvariant[] = [
  stepInvariant(
    {
      number: 19,
      name: 'lineOutlivesPages',
      statement:
        'add_memory() reserves its System RAM line before the first page, remove_memory() gives it back after the last',
      memoryModels: BOTH,
      trustsCallers: true,
      knownBugIn: neverBroken,
    },
    function* (before, event) {
      if (event.type !== 'pages.added' && event.type !== 'pages.removed') return;
      if (!before.resourcesKnown) return;
      const name = attemptIn(before, event.data.operation)?.name;
      if (!name || !(event.type === 'pages.added' ? ADDS : REMOVES).includes(name)) return;
      const { geometry } = before.profile;
      for (const { section, pfn, nrPages } of partsOf(geometry, event.data)) {
        // Boot memory has holes that no line covers.
        if (isEarly(sectionEntry(before, section).facts)) continue;
        const missing = nrPages - systemRamPages(before.resources, pfn, nrPages, geometry.pageBytes);
        const reason = `${event.type} by ${name}, ${missing} pages outside every System RAM line`;
        if (missing > 0) yield { subject: sectionSubject(section), reason };
      }
    },
  ),
  stepInvariant(
    {
      number: 20,
      name: 'failedAddLeavesNothing',
      statement: 'an add_memory() that failed leaves no System RAM line and no block device; sections it may leave',
      memoryModels: BOTH,
      trustsCallers: false,
      knownBugIn: neverBroken,
    },
    function* (before, event) {
      if (event.type !== 'operation.failed' && event.type !== 'operation.refused') return;
      const attempt = attemptIn(before, event.data.operation);
      if (attempt?.name !== 'add_memory') return;
      const subject = `operation:${event.data.operation}`;
      if (attempt.reserved.length > 0) yield { subject, reason: 'its System RAM line stays in /proc/iomem' };
      if (attempt.created.length > 0) yield { subject, reason: `it leaves memory block ${attempt.created.join(', ')}` };
    },
  ),
  stepInvariant(
    {
      number: 21,
      name: 'onlyOfflineBlocksGo',
      statement: 'remove_memory() takes away only blocks that are offline, and does not succeed while one is left',
      memoryModels: BOTH,
      trustsCallers: false,
      knownBugIn: neverBroken,
    },
    function* (before, event) {
      if (event.type === 'blocks.removed') {
        for (const block of blocksIn(before, BigInt(event.data.start), BigInt(event.data.size))) {
          const state = before.memoryBlocks[block]?.state;
          if (state !== 'offline') yield { subject: blockSubject(block), reason: `removed while ${state}` };
        }
      }
      if (event.type !== 'operation.finished') return;
      const attempt = attemptIn(before, event.data.operation);
      if (!attempt || !REMOVES.includes(attempt.name)) return;
      const { start, size } = attempt.args;
      for (const block of blocksIn(before, BigInt(start ?? 0), BigInt(size ?? 0))) {
        yield { subject: blockSubject(block), reason: `still there after ${attempt.name} succeeded` };
      }
    },
  ),
  stepInvariant(
    {
      number: 25,
      name: 'piecesAreAligned',
      statement: 'pages come and go by whole sub-sections with VMEMMAP, by whole sections without (and in v5.2)',
      memoryModels: BOTH,
      trustsCallers: false,
      knownBugIn: neverBroken,
    },
    function* ({ profile: { geometry, memoryModel, traits } }, event) {
      if (event.type !== 'pages.added' && event.type !== 'pages.removed') return;
      const bySubsection = memoryModel === 'vmemmap' && traits.hasSubsectionMap;
      const unit = bySubsection ? geometry.pagesPerSubsection : geometry.pagesPerSection;
      for (const piece of partsOf(geometry, event.data)) {
        const reason = `${event.type}: pfn ${piece.pfn}, ${piece.nrPages} pages, not a multiple of ${unit}`;
        const aligned = piece.pfn % unit === 0 && piece.nrPages % unit === 0;
        if (!aligned) yield { subject: sectionSubject(piece.section), reason };
      }
    },
  ),
];
