import { guardsOf } from '../../../machines/guards/index.ts';
import { type PageRange, partsOf } from '../../../machines/kernel/ranges.ts';
import { bytes, type Pfn } from '../../../machines/kernel/units.ts';
import { evolve } from '../../memory/evolve.ts';
import { sectionEntry } from '../../memory/sections.ts';
import { type Call, descendants, noteEffect } from './call.ts';
import { type CallContext, write } from './open-operation.ts';
import type { Arguments } from './read-args.ts';

const OF_ONE_SECTION = ['sparse_add_section', 'sparse_add_one_section', 'section_activate'];

function addedSections(call: Call): boolean {
  for (const { function: inner } of descendants(call)) if (OF_ONE_SECTION.includes(inner.name)) return true;
  return false;
}

/** The node of an add: its own argument, unless that is a memory group; then what its inner calls showed. */
export function nodeOf({ call, operation }: CallContext, args: Arguments): number | null {
  const command = operation?.command;
  const isGroup = command?.type === 'add_memory' && command.nidIsGroup;
  const named = isGroup && call.function.begins === 'add_memory' ? null : args.node();
  return named ?? operation?.node ?? null;
}

/** Writes `pages.added`; a divergence too where the model's guards would have refused. */
export function writeAdded(context: CallContext, range: PageRange, nid: number | null, altmap: boolean): void {
  if (range.nrPages === 0) return;
  const { profile } = context.recorder.state;
  const guards = guardsOf(profile.memoryModel);
  for (const piece of partsOf(profile.geometry, range)) {
    const { facts, earlyAssumed } = sectionEntry(context.recorder.state, piece.section);
    const verdict = guards.mayFill(profile, facts, { subsections: piece.subsections, altmap });
    // What was only taken to be there is no argument against the kernel.
    const assumed = context.baselineUnknown || (earlyAssumed && !context.recorder.state.resourcesKnown);
    if (verdict.allowed || assumed) continue;
    const kernel = `section ${piece.section} was filled`;
    const model = `${verdict.errno} (${verdict.guard}: ${verdict.reason})`;
    write(context, 'divergence.found', { kernel, model, reason: 'the kernel filled what the model holds to be full' });
  }
  write(context, 'pages.added', { ...range, nid, altmap });
  noteEffect(context.call, 'added');
  if (!context.operation) return;
  context.operation.leftPages = true;
  context.operation.node ??= nid;
}

/** An operation comes to its pages: what other tasks did since it was asked for counts from here on. */
export function addingBegins({ operation, recorder, circumstances }: CallContext): void {
  if (!operation || operation.adding) return;
  const { state } = recorder;
  operation.adding = state;
  if (!operation.reserved || operation.command.type !== 'add_memory') return;
  const { start, size } = operation.command;
  const data = { operation: operation.number, start: bytes(Number(start)), size: bytes(Number(size)) };
  operation.adding = evolve(state, { type: 'resource.released', data, ...circumstances });
}

/** sparse_add_section() returned: one section's worth of facts. */
export function sparseAdded(context: CallContext, args: Arguments): void {
  const { call, operation } = context;
  if (operation && args.isSet('altmap')) operation.altmap = true;
  if (call.errno === null) writeAdded(context, args.piece(), nodeOf(context, args), args.isSet('altmap'));
  else if (operation && call.errno === 'ENOMEM') operation.failedPiece ??= args.firstPage();
}

/** __add_pages(), or a function around it where the record has no inner one, returned. */
export function pagesAdded(context: CallContext, args: Arguments, range: () => PageRange): void {
  const { call, operation } = context;
  const altmap = args.isSet('altmap');
  if (operation && altmap) operation.altmap = true;
  if (call.effects.has('added') || addedSections(call)) return;
  if (call.errno === null) writeAdded(context, range(), nodeOf(context, args), altmap);
  // A function further out may fail before it comes to pages, or after it took them away again.
  else if (call.function.name === '__add_pages' || !context.wasProbed('__add_pages')) {
    writeAdded(context, filledBefore(context, range(), altmap), nodeOf(context, args), altmap);
  }
}

/**
 * How far a failing __add_pages() came. After -ENOMEM a nested section_deactivate() names the section that was undone;
 * otherwise the model says which section refused first.
 */
function filledBefore(context: CallContext, range: PageRange, altmap: boolean): PageRange {
  const { call, operation, recorder } = context;
  const { profile } = recorder.state;
  const nothing = { pfn: range.pfn, nrPages: 0 };
  if (call.errno === 'ENOMEM') {
    const undone = operation?.failedPiece ?? null;
    if (operation) operation.failedPiece = undone ?? range.pfn;
    return undone === null ? nothing : { pfn: range.pfn, nrPages: Math.max(0, undone - range.pfn) };
  }
  const guards = guardsOf(profile.memoryModel);
  if (!guards.spanAligned(profile, range, 'add').allowed) return nothing;
  for (const piece of partsOf(profile.geometry, range)) {
    const { facts } = sectionEntry(recorder.state, piece.section);
    if (!guards.mayFill(profile, facts, { subsections: piece.subsections, altmap }).allowed) {
      return { pfn: range.pfn, nrPages: piece.pfn - range.pfn };
    }
  }
  return nothing;
}

/** A section_deactivate() inside an add undoes the piece that failed (docs/kernel.md §2.4). */
export const noteUndone = (context: CallContext, first: Pfn): void => {
  if (context.operation) context.operation.failedPiece ??= first;
};
