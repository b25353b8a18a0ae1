import type { MemoryEvent } from '../../events/event.ts';
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

interface Span {
  readonly pfn: number;
  readonly nrPages: number;
}

/** The pages of the subject. */
function pagesOf(state: MemoryState, { kind, number }: Subject): Span {
  const sections = kind === 'block' ? state.blocks.sectionsPerBlock : 1;
  const { pagesPerSection } = state.profile.geometry;
  return { pfn: number * sections * pagesPerSection, nrPages: sections * pagesPerSection };
}

const overlap = (a: Span, b: Span): boolean => a.pfn < b.pfn + b.nrPages && b.pfn < a.pfn + a.nrPages;

/** Pages that an event names itself; null for one that names none. */
function named(state: MemoryState, event: MemoryEvent): readonly Span[] | null {
  const { pageBytes } = state.profile.geometry;
  const inPages = (start: number, size: number): Span => ({
    pfn: Math.floor(start / pageBytes),
    nrPages: Math.ceil(size / pageBytes),
  });
  const { data } = event;
  if (event.type === 'memory.booted') return event.data.ram;
  if (event.type === 'operation.started') {
    const { start, size, block } = event.data.args;
    if (block !== undefined) return [pagesOf(state, { kind: 'block', number: Number(block) })];
    return start === undefined ? null : [inPages(Number(start), Number(size ?? 0))];
  }
  if ('pfn' in data) return [{ pfn: data.pfn, nrPages: 'nrPages' in data ? data.nrPages : 1 }];
  if ('block' in data) return [pagesOf(state, { kind: 'block', number: data.block })];
  return 'start' in data ? [inPages(data.start, data.size)] : null;
}

/**
 * Tells of each event, asked in order from the first on, whether it is about a subject: it names its pages, or is the
 * ending or a notifier of an operation that does.
 * @param state any state of the log: the sizes of blocks and sections do not change.
 */
export function aboutSubject(state: MemoryState, subject: Subject): (event: MemoryEvent) => boolean {
  const pages = pagesOf(state, subject);
  const operations = new Set<number>();
  return (event) => {
    const spans = named(state, event);
    const operation = 'operation' in event.data ? event.data.operation : null;
    const touches = spans?.some((span) => overlap(span, pages)) ?? (operation !== null && operations.has(operation));
    if (touches && event.type === 'operation.started') operations.add(event.data.operation);
    return touches;
  };
}

/** Sections and blocks that an event names, in order; nothing for one that names none. */
export function subjectsOf(
  state: MemoryState,
  event: MemoryEvent,
): { readonly sections: readonly number[]; readonly blocks: readonly number[] } {
  const sections = new Set<number>();
  const blocks = new Set<number>();
  const { geometry } = state.profile;
  for (const span of named(state, event) ?? []) {
    for (const section of sectionsOf(geometry, { pfn: pfn(span.pfn), nrPages: span.nrPages })) sections.add(section);
    const start = span.pfn * geometry.pageBytes;
    for (const block of blocksOf(state.blocks, start, span.nrPages * geometry.pageBytes)) blocks.add(block);
  }
  return { sections: [...sections], blocks: [...blocks] };
}
