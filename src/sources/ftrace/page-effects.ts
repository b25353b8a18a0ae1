import { guardsOf } from '../../../machines/guards/index.ts';
import { firstPfnOf, type PageRange, type Piece, piecesOf, sectionsOf } from '../../../machines/kernel/ranges.ts';
import { isPresent } from '../../../machines/section-facts.ts';
import { sectionEntry } from '../../memory/sections.ts';
import { noteEffect } from './call.ts';
import { type Scene, tell } from './open-operation.ts';

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
