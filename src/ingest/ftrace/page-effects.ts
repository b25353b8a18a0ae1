import { guardsOf } from '../../../machines/guards/index.ts';
import { firstPfnOf, type PageRange, type Piece, piecesOf, sectionsOf } from '../../../machines/kernel/ranges.ts';
import { bytes, type Pfn } from '../../../machines/kernel/units.ts';
import { isPresent } from '../../../machines/section-facts.ts';
import { evolve } from '../../memory/evolve.ts';
import { sectionEntry } from '../../memory/sections.ts';
import { type Call, descendants, noteEffect } from './call.ts';
import { type Scene, tell } from './open-operation.ts';
import type { Arguments } from './read-args.ts';

const INNER_ADDS = ['sparse_add_section', 'sparse_add_one_section', 'section_activate'];

function wasCalled(call: Call, name: string): boolean {
  for (const inner of descendants(call)) if (inner.function === name) return true;
  return false;
}

/** Pages that the kernel said are there now. What the model's guards would have refused is told as a divergence. */
export function tellAdded(scene: Scene, range: PageRange, nid: number | null, altmap: boolean): void {
  if (range.nrPages === 0) return;
  const { profile } = scene.recorder.state;
  const guards = guardsOf(profile.memoryModel);
  for (const piece of piecesOf(profile.geometry, range)) {
    const { facts } = sectionEntry(scene.recorder.state, piece.section);
    const verdict = guards.mayFill(profile, facts, { subsections: piece.subsections, altmap });
    // What was only taken to be there is no argument against the kernel.
    if (verdict.allowed || scene.baselineUnknown) continue;
    const kernel = `section ${piece.section} was filled`;
    const model = `${verdict.errno} (${verdict.guard}: ${verdict.reason})`;
    tell(scene, 'divergence.found', { kernel, model, reason: 'the kernel filled what the model holds to be full' });
  }
  tell(scene, 'pages.added', { ...range, nid, altmap });
  noteEffect(scene.call, 'added');
  if (scene.operation) scene.operation.leftPages = true;
}

/** An operation comes to its pages: what other tasks did since it was asked for counts from here on. */
export function addingBegins({ operation, recorder, circumstances }: Scene): void {
  if (!operation || operation.adding) return;
  const { state } = recorder;
  operation.adding = state;
  if (!operation.reserved || operation.command.type !== 'addMemory') return;
  const { start, size } = operation.command;
  const data = { operation: operation.number, start: bytes(Number(start)), size: bytes(Number(size)) };
  operation.adding = evolve(state, { type: 'resource.released', data, ...circumstances });
}

/** sparse_add_section() returned: one section's worth of facts. */
export function sparseAdded(scene: Scene, args: Arguments): void {
  const { call, operation } = scene;
  if (operation && args.isSet('altmap')) operation.altmap = true;
  if (call.errno === null) tellAdded(scene, args.piece(), args.nid(), args.isSet('altmap'));
  else if (operation && call.errno === 'ENOMEM') operation.failedPiece ??= args.firstPage();
}

/** __add_pages(), or a function around it where the record has no inner one, returned. */
export function pagesAdded(scene: Scene, args: Arguments, range: () => PageRange): void {
  const { call, operation } = scene;
  const altmap = args.isSet('altmap');
  if (operation && altmap) operation.altmap = true;
  if (call.effects.has('added') || INNER_ADDS.some((name) => wasCalled(call, name))) return;
  if (call.errno === null) tellAdded(scene, range(), args.nid(), altmap);
  // A function further out may fail before it comes to pages, or after it took them away again.
  else if (call.function === '__add_pages' || !scene.wasProbed('__add_pages')) {
    tellAdded(scene, filledBefore(scene, range(), altmap), args.nid(), altmap);
  }
}

/**
 * How far a failing __add_pages() came. After -ENOMEM a nested section_deactivate() names the section that was undone;
 * otherwise the model says which section refused first.
 */
function filledBefore(scene: Scene, range: PageRange, altmap: boolean): PageRange {
  const { call, operation, recorder } = scene;
  const { profile } = recorder.state;
  const nothing = { pfn: range.pfn, nrPages: 0 };
  if (call.errno === 'ENOMEM') {
    const undone = operation?.failedPiece ?? null;
    if (operation) operation.failedPiece = undone ?? range.pfn;
    return undone === null ? nothing : { pfn: range.pfn, nrPages: Math.max(0, undone - range.pfn) };
  }
  const guards = guardsOf(profile.memoryModel);
  if (!guards.spanAligned(profile, range, 'add').allowed) return nothing;
  for (const piece of piecesOf(profile.geometry, range)) {
    const { facts } = sectionEntry(recorder.state, piece.section);
    if (!guards.mayFill(profile, facts, { subsections: piece.subsections, altmap }).allowed) {
      return { pfn: range.pfn, nrPages: piece.pfn - range.pfn };
    }
  }
  return nothing;
}

/** Pages of sections that nobody mentioned before were there before the record, or before what it lost. */
function assume(scene: Scene, ranges: Iterable<Piece>): void {
  const { recorder, circumstances } = scene;
  if (!scene.baselineUnknown) return;
  for (const { section, pfn: first, nrPages } of ranges) {
    if (isPresent(sectionEntry(recorder.state, section).facts)) continue;
    recorder.record('memory.found', { pfn: first, nrPages, nid: null }, circumstances);
  }
}

/** Sections that go online or offline, or into a zone, are whole ones. */
export function assumePresent(scene: Scene, range: PageRange): void {
  const { geometry } = scene.recorder.state.profile;
  const whole = [...sectionsOf(geometry, range)].map((section) => firstPfnOf(geometry, section));
  for (const first of whole) assume(scene, piecesOf(geometry, { pfn: first, nrPages: geometry.pagesPerSection }));
}

/** One piece of one section was given to the kernel for removal; the memory model says whether it goes. */
function removePiece(scene: Scene, piece: Piece): void {
  const { profile } = scene.recorder.state;
  const { facts } = sectionEntry(scene.recorder.state, piece.section);
  const verdict = guardsOf(profile.memoryModel).mayClear(profile, facts, piece.subsections);
  const range = { pfn: piece.pfn, nrPages: piece.nrPages };
  if (verdict.allowed) tell(scene, 'pages.removed', range);
  else {
    const { guard, reason, message } = verdict;
    tell(scene, 'pages.notRemoved', { ...range, guard, reason, message: message ?? null });
  }
}

/** Pages that went through sparse_remove_section(), or all of a range where the record has no inner function. */
export function tellRemoved(scene: Scene, range: PageRange): void {
  const { geometry } = scene.recorder.state.profile;
  assume(scene, piecesOf(geometry, range));
  for (const piece of piecesOf(geometry, range)) removePiece(scene, piece);
  noteEffect(scene.call, 'removed');
}

/** __remove_pages(), or a function around it, returned without an inner call having told what went. */
export function pagesRemoved(scene: Scene, range: PageRange): void {
  const { call, recorder } = scene;
  if (call.effects.has('removed')) return;
  const { profile } = recorder.state;
  const aligned = guardsOf(profile.memoryModel).spanAligned(profile, range, 'remove');
  noteEffect(call, 'removed');
  if (!aligned.allowed) {
    const { guard, reason, message } = aligned;
    tell(scene, 'pages.notRemoved', { ...range, guard, reason, message: message ?? null });
    return;
  }
  const innerSeen = scene.wasProbed('sparse_remove_section') || scene.wasProbed('section_deactivate');
  if (!innerSeen) {
    tellRemoved(scene, range);
    return;
  }
  // The inner function is in this record and was not called: the kernel found nothing to remove.
  for (const piece of piecesOf(profile.geometry, range)) {
    const { facts } = sectionEntry(recorder.state, piece.section);
    if (isPresent(facts) && !scene.baselineUnknown) {
      const kernel = `nothing was removed from section ${piece.section}`;
      tell(scene, 'divergence.found', {
        kernel,
        model: 'the section is present',
        reason: 'sparse_remove_section() was not called',
      });
    } else {
      const reason = `section ${piece.section} has no memmap: nothing to remove, the kernel only warns`;
      tell(scene, 'pages.notRemoved', {
        pfn: piece.pfn,
        nrPages: piece.nrPages,
        guard: 'mayClear',
        reason,
        message: null,
      });
    }
  }
}

/** online_mem_sections() or offline_mem_sections() ran over a range. */
export function sectionsSwitched(scene: Scene, range: PageRange, to: 'onlined' | 'offlined'): void {
  if (scene.call.effects.has(to)) return;
  assumePresent(scene, range);
  tell(scene, `sections.${to}`, range);
  noteEffect(scene.call, to);
}

/** A section_deactivate() inside an add undoes the piece that failed (spec: an altmap too small, a failed allocation). */
export const noteUndone = (scene: Scene, first: Pfn): void => {
  if (scene.operation) scene.operation.failedPiece ??= first;
};
