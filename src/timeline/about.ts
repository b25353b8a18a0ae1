import type { MemoryEvent } from '../../events/event.ts';
import { type EventPlace, placesIn } from '../../events/places.ts';
import { blocksOf, sectionsOf } from '../../machines/kernel/ranges.ts';
import { pfn } from '../../machines/kernel/units.ts';
import type { MemoryState } from '../memory/state.ts';

/** One thing of memory that a question is about. */
export interface Subject {
  readonly kind: 'section' | 'block';
  readonly number: number;
}

export type SubjectAnswer =
  | { readonly ok: true; readonly subject: Subject }
  | { readonly ok: false; readonly reason: string };

/** Reads `section:37` or `block:32`. */
export function parseSubject(text: string): SubjectAnswer {
  const found = /^(section|block):(\d{1,15})$/.exec(text);
  if (!found) return { ok: false, reason: `${JSON.stringify(text)} is no subject; write section:N or block:N` };
  return { ok: true, subject: { kind: found[1] === 'block' ? 'block' : 'section', number: Number(found[2]) } };
}

/** `section:37`, as a user writes it. */
export const subjectText = ({ kind, number }: Subject): string => `${kind}:${number}`;

/** What turns an event's arguments into pages: the same for every state of a log. */
export type Layout = Pick<MemoryState, 'profile' | 'blocks'>;

/** Pages side by side. */
export interface Span {
  readonly pfn: number;
  readonly nrPages: number;
}

/** The pages of the subject. */
export function pagesOfSubject({ profile, blocks }: Layout, { kind, number }: Subject): Span {
  const sections = kind === 'block' ? blocks.sectionsPerBlock : 1;
  const { pagesPerSection } = profile.geometry;
  return { pfn: number * sections * pagesPerSection, nrPages: sections * pagesPerSection };
}

export const overlap = (a: Span, b: Span): boolean => a.pfn < b.pfn + b.nrPages && b.pfn < a.pfn + a.nrPages;

/** The pages of a place that an event names; null for a line of /proc/iomem, which may be no memory. */
function spanOf(layout: Layout, { kind, at, extent }: EventPlace): Span | null {
  const { pageBytes } = layout.profile.geometry;
  switch (kind) {
    case 'page':
      return { pfn: at, nrPages: extent ?? 1 };
    case 'block':
      return pagesOfSubject(layout, { kind: 'block', number: at });
    case 'address':
      return { pfn: Math.floor(at / pageBytes), nrPages: Math.ceil((extent ?? 0) / pageBytes) };
    case 'resource':
      return null;
  }
}

/** Pages that an event names itself; null for one that names none. */
export function spansOf(layout: Layout, event: MemoryEvent): readonly Span[] | null {
  const spans = placesIn(event).flatMap((place) => spanOf(layout, place) ?? []);
  return spans.length > 0 ? spans : null;
}

/** The block that an event names by its number; null for one that names none. */
export function blockNamed(event: MemoryEvent): number | null {
  const block = placesIn(event).find(({ kind }) => kind === 'block')?.at;
  return block !== undefined && Number.isSafeInteger(block) ? block : null;
}

/**
 * Tells of events, given to it in the log's order, which are about a subject: those that name its pages, and the
 * endings and notifiers of operations that do.
 */
export function aboutSubject(layout: Layout, subject: Subject): (event: MemoryEvent) => boolean {
  const pages = pagesOfSubject(layout, subject);
  const operations = new Set<number>();
  return (event) => {
    const spans = spansOf(layout, event);
    const operation = 'operation' in event.data ? event.data.operation : null;
    const touches = spans?.some((span) => overlap(span, pages)) ?? (operation !== null && operations.has(operation));
    if (touches && operation !== null) operations.add(operation);
    return touches;
  };
}

/** Sections and blocks that an event names, in order; nothing for one that names none. */
export function subjectsOf(
  layout: Layout,
  event: MemoryEvent,
): { readonly sections: readonly number[]; readonly blocks: readonly number[] } {
  const sections = new Set<number>();
  const blocks = new Set<number>();
  const { geometry } = layout.profile;
  for (const span of spansOf(layout, event) ?? []) {
    for (const section of sectionsOf(geometry, { pfn: pfn(span.pfn), nrPages: span.nrPages })) sections.add(section);
    const start = span.pfn * geometry.pageBytes;
    for (const block of blocksOf(layout.blocks, start, span.nrPages * geometry.pageBytes)) blocks.add(block);
  }
  return { sections: [...sections], blocks: [...blocks] };
}

/** Sections side by side, first and last. */
export interface SectionRange {
  readonly first: number;
  readonly last: number;
}

/** Sections that some pages lie in, as far as the kernel can have any; null for none. */
export function sectionRangeOf({ profile: { geometry } }: Pick<Layout, 'profile'>, span: Span): SectionRange | null {
  const { pagesPerSection, maxPhysmemBits, sectionSizeBits } = geometry;
  const end = 2 ** (maxPhysmemBits - sectionSizeBits) - 1;
  const first = Math.floor(span.pfn / pagesPerSection);
  const last = Math.min(end, Math.floor((span.pfn + Math.max(span.nrPages, 1) - 1) / pagesPerSection));
  return first <= last ? { first, last } : null;
}

/** Sections that an event names, as ranges: what a refused call asked for may be far more than there is memory. */
export const sectionRangesOf = (layout: Layout, event: MemoryEvent): readonly SectionRange[] =>
  (spansOf(layout, event) ?? []).flatMap((span) => sectionRangeOf(layout, span) ?? []);
