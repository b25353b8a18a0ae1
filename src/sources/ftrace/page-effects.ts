import { guardsOf } from '../../../machines/guards/index.ts';
import { firstPfnOf, type PageRange, partsOf, type SectionPart, sectionsOf } from '../../../machines/kernel/ranges.ts';
import { isPresent } from '../../../machines/section-facts.ts';
import { sectionEntry } from '../../memory/sections.ts';
import { noteEffect } from './call.ts';
import { type CallContext, write } from './open-operation.ts';

/** Pages of sections that nobody mentioned before were there before the record, or before what it lost. */
function assume(context: CallContext, ranges: Iterable<SectionPart>): void {
  const { recorder, circumstances } = context;
  if (!context.baselineUnknown) return;
  for (const { section, pfn: first, nrPages } of ranges) {
    if (isPresent(sectionEntry(recorder.state, section).facts)) continue;
    recorder.record('memory.found', { pfn: first, nrPages, nid: null }, circumstances);
  }
}

/** Sections that go online or offline, or into a zone, are whole ones. */
export function assumePresent(context: CallContext, range: PageRange): void {
  const { geometry } = context.recorder.state.profile;
  const whole = [...sectionsOf(geometry, range)].map((section) => firstPfnOf(geometry, section));
  for (const first of whole) assume(context, partsOf(geometry, { pfn: first, nrPages: geometry.pagesPerSection }));
}

/** One piece of one section was given to the kernel for removal; the memory model says whether it goes. */
function removePiece(context: CallContext, piece: SectionPart): void {
  const { profile } = context.recorder.state;
  const { facts } = sectionEntry(context.recorder.state, piece.section);
  const verdict = guardsOf(profile.memoryModel).mayClear(profile, facts, piece.subsections);
  const range = { pfn: piece.pfn, nrPages: piece.nrPages };
  if (verdict.allowed) write(context, 'pages.removed', range);
  else {
    const { guard, reason, message } = verdict;
    write(context, 'pages.notRemoved', { ...range, guard, reason, message: message ?? null });
  }
}

/** Pages that went through sparse_remove_section(), or all of a range where the record has no inner function. */
export function writeRemoved(context: CallContext, range: PageRange): void {
  const { geometry } = context.recorder.state.profile;
  assume(context, partsOf(geometry, range));
  for (const piece of partsOf(geometry, range)) removePiece(context, piece);
  noteEffect(context.call, 'removed');
}

/** __remove_pages(), or a function around it, returned without an inner call having told what went. */
export function pagesRemoved(context: CallContext, range: PageRange): void {
  const { call, recorder } = context;
  if (call.effects.has('removed')) return;
  const { profile } = recorder.state;
  const aligned = guardsOf(profile.memoryModel).spanAligned(profile, range, 'remove');
  noteEffect(call, 'removed');
  if (!aligned.allowed) {
    const { guard, reason, message } = aligned;
    write(context, 'pages.notRemoved', { ...range, guard, reason, message: message ?? null });
    return;
  }
  const innerSeen = context.wasProbed('sparse_remove_section') || context.wasProbed('section_deactivate');
  if (!innerSeen) {
    writeRemoved(context, range);
    return;
  }
  // The inner function is in this record and was not called: the kernel found nothing to remove.
  for (const piece of partsOf(profile.geometry, range)) {
    const { facts } = sectionEntry(recorder.state, piece.section);
    if (isPresent(facts) && !context.baselineUnknown) {
      const kernel = `nothing was removed from section ${piece.section}`;
      write(context, 'divergence.found', {
        kernel,
        model: 'the section is present',
        reason: 'sparse_remove_section() was not called',
      });
    } else {
      const reason = `section ${piece.section} has no memmap: nothing to remove, the kernel only warns`;
      write(context, 'pages.notRemoved', {
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
export function sectionsSwitched(context: CallContext, range: PageRange, to: 'onlined' | 'offlined'): void {
  if (context.call.effects.has(to)) return;
  assumePresent(context, range);
  write(context, `sections.${to}`, range);
  noteEffect(context.call, to);
}
