import { addressable, addressableLate, type ByteSpan, fitsAddressSpace } from '../../machines/guards/checks.ts';
import { guardsOf } from '../../machines/guards/index.ts';
import { type PageRange, type Piece, piecesOf } from '../../machines/kernel/ranges.ts';
import { hex, pfn } from '../../machines/kernel/units.ts';
import { isEarly } from '../../machines/section-facts.ts';
import type { Environment } from './commands.ts';
import { DONE, emit, failed, type Outcome, type Run, refused } from './run.ts';
import { sectionEntry } from './sections.ts';
import type { MemoryState } from './state.ts';

/** A byte span as pages, rounded down as a right shift does; only for spans that fit the address space. */
export function pagesOf(state: MemoryState, { start, size }: ByteSpan): PageRange {
  const shift = BigInt(state.profile.geometry.pageShift);
  return { pfn: pfn(Number(start >> shift)), nrPages: Number(size >> shift) };
}

/** Before 5.3 an add was widened to whole sections (mm/memory_hotplug.c __add_pages(), kernel/memremap.c, v5.2). */
export function widened(state: MemoryState, range: PageRange): PageRange {
  const { pagesPerSection } = state.profile.geometry;
  if (state.profile.traits.hasSubsectionMap) return range;
  const first = Math.floor(range.pfn / pagesPerSection) * pagesPerSection;
  const end = Math.ceil((range.pfn + range.nrPages) / pagesPerSection) * pagesPerSection;
  return { pfn: pfn(first), nrPages: end - first };
}

export interface AddPages {
  readonly span: ByteSpan;
  readonly nid: number;
  readonly altmap: boolean;
  readonly environment: Environment;
}

/**
 * __add_pages(): the range is checked as a whole, then filled section by section up to the first refusal. What was filled
 * before it stays (mm/memory_hotplug.c __add_pages(), mm/sparse.c sparse_add_section(), v5.2 … v7.1).
 */
export function addPages(run: Run, operation: number, request: AddPages): Outcome {
  const { profile } = run.state;
  const guards = guardsOf(profile.memoryModel);
  const late = addressableLate(profile, request.span);
  if (!late.allowed) return refused(late);
  if (!fitsAddressSpace(profile, request.span)) {
    const tooFar = addressable({ ...profile, traits: { ...profile.traits, checksRangeUpFront: true } }, request.span);
    if (!tooFar.allowed) return refused(tooFar);
  }
  const asked = pagesOf(run.state, request.span);
  const span = guards.spanAligned(profile, asked, 'add');
  if (!span.allowed) return refused(span);
  const range = widened(run.state, asked);
  if (profile.memoryModel === 'classic' && profile.debugVm && profile.traits.classicAddPoisonsBeforeWord) {
    return {
      kind: 'crashed',
      message: `fault at address ${hex(range.pfn * profile.geometry.structPageBytes)} in page_init_poison`,
      source: 'mm/sparse.c sparse_add_section() before "pfn_to_page is not valid yet on SPARSEMEM", v5.3 … v5.5',
    };
  }
  return fillPieces(run, operation, range, request);
}

function fillPieces(run: Run, operation: number, range: PageRange, request: AddPages): Outcome {
  const { profile } = run.state;
  const guards = guardsOf(profile.memoryModel);
  const { nid, altmap, environment } = request;
  const before = run.state;
  let filledFrom: number = range.pfn;
  let at: number = range.pfn;
  let any = false;
  const flush = (): void => {
    if (at > filledFrom)
      emit(run, 'pages.added', { operation, pfn: pfn(filledFrom), nrPages: at - filledFrom, nid, altmap });
    any ||= at > filledFrom;
  };
  for (const piece of piecesOf(profile.geometry, range)) {
    const { facts } = sectionEntry(before, piece.section);
    const fill = { subsections: piece.subsections, altmap };
    const verdict = guards.mayFill(profile, facts, fill);
    // A hole of an early section takes the boot memmap as it is: nothing is allocated, so nothing can run out.
    const allocates = guards.memmapAfterFill(profile, facts, fill).memmap !== facts.memmap;
    // v5.2 allocated before it looked whether the section is there.
    const asks = profile.traits.hasSubsectionMap ? verdict.allowed && allocates : true;
    const trouble = asks ? environmentAt(piece, environment) : undefined;
    if (trouble) {
      flush();
      return failed('ENOMEM', trouble, `no memory for the memmap of section ${piece.section}`, any);
    }
    if (!verdict.allowed) {
      flush();
      // v5.2's loop swallows -EEXIST and goes on.
      if (!profile.traits.hasSubsectionMap) filledFrom = piece.pfn + piece.nrPages;
      else if (!any) return refused(verdict);
      else return failed(verdict.errno ?? 'EINVAL', null, `section ${piece.section}: ${verdict.reason}`, true);
    }
    at = piece.pfn + piece.nrPages;
  }
  flush();
  return DONE;
}

function environmentAt(piece: Piece, environment: Environment): 'allocationFailed' | 'altmapTooSmall' | undefined {
  if (environment.allocationFailsAt === piece.pfn) return 'allocationFailed';
  return environment.altmapTooSmallAt === piece.pfn ? 'altmapTooSmall' : undefined;
}

/**
 * __remove_pages(): section by section; where a piece can't be cleared the kernel warns and goes on, and no error reaches
 * the caller (mm/memory_hotplug.c __remove_pages(), mm/sparse.c section_deactivate(), v5.3 … v7.1).
 */
export function removePages(run: Run, operation: number, span: ByteSpan): Outcome {
  const { profile } = run.state;
  if (!fitsAddressSpace(profile, span)) return DONE;
  const range = pagesOf(run.state, span);
  const guards = guardsOf(profile.memoryModel);
  const aligned = guards.spanAligned(profile, range, 'remove');
  if (!aligned.allowed) {
    if (aligned.fatal) return refused(aligned);
    const { guard, reason, message } = aligned;
    emit(run, 'pages.notRemoved', { operation, ...range, guard, reason, message: message ?? null });
    return DONE;
  }
  let pending = null as PageRange | null;
  const flush = (): void => {
    if (pending) emit(run, 'pages.removed', { operation, ...pending });
    pending = null;
  };
  for (const piece of piecesOf(profile.geometry, range)) {
    const { facts } = sectionEntry(run.state, piece.section);
    const verdict = guards.mayClear(profile, facts, piece.subsections);
    if (!verdict.allowed) {
      flush();
      const { guard, reason, message } = verdict;
      emit(run, 'pages.notRemoved', {
        operation,
        pfn: piece.pfn,
        nrPages: piece.nrPages,
        guard,
        reason,
        message: message ?? null,
      });
      continue;
    }
    pending = { pfn: pending?.pfn ?? piece.pfn, nrPages: (pending?.nrPages ?? 0) + piece.nrPages };
    const crash = crashOfRemoval(run.state, piece);
    if (crash) {
      flush();
      return crash;
    }
  }
  flush();
  return DONE;
}

/** The removals that stopped real kernels (spec 3.3 and demos 1, 2, 3). */
function crashOfRemoval(state: MemoryState, piece: Piece): Outcome | undefined {
  const { profile } = state;
  const { facts } = sectionEntry(state, piece.section);
  const emptied = guardsOf(profile.memoryModel).emptiedBy(profile, facts, piece.subsections);
  if (!emptied) return undefined;
  if (
    profile.memoryModel === 'classic' &&
    !isEarly(facts) &&
    profile.traits.classicRemoveFreesBogusPointer &&
    profile.debugVm
  ) {
    return {
      kind: 'crashed',
      message: 'kernel BUG in free_pages: the memmap was looked for after the section word became 0',
      source: 'mm/sparse.c section_deactivate(), 1f503443e7df without d41e2f3bd546 (v5.6-rc)',
    };
  }
  if (facts.origin === 'hotplugOnBootUsage' && !profile.traits.keepsBootUsage) {
    return {
      kind: 'crashed',
      message: 'kernel BUG at mm/slub.c: kfree() of a usage map that came from boot',
      source: 'mm/sparse.c section_deactivate(), v5.3 and v5.4.0',
    };
  }
  if (profile.memoryModel === 'vmemmap' && profile.geometry.arch === 'ppc64' && profile.traits.validWhileUsageGone) {
    return {
      kind: 'crashed',
      message: 'NULL pointer dereference in pfn_section_valid: the usage map is gone while HAS_MEM_MAP is set',
      source: 'mm/sparse.c section_deactivate(), d41e2f3bd546 without b943f045a9af',
    };
  }
  return undefined;
}
