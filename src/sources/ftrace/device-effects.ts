import type { PageRange } from '../../../machines/kernel/ranges.ts';
import { pfn } from '../../../machines/kernel/units.ts';
import { isInside, noteEffect } from './call.ts';
import type { KernelFunction } from './kernel-function.ts';
import { type CallContext, write } from './open-operation.ts';
import { assumePresent, pagesRemoved } from './page-effects.ts';
import type { Arguments } from './read-args.ts';

const isMapping = ({ begins }: KernelFunction): boolean => begins === 'memremap_pages';
const isUnmapping = ({ begins }: KernelFunction): boolean => begins === 'memunmap_pages';

/** A span of bytes as whole pages. */
export function inPages(context: CallContext, args: Arguments): PageRange {
  const { pageBytes } = context.recorder.state.profile.geometry;
  const { start, size } = args.span();
  return { pfn: pfn(Math.floor(start / pageBytes)), nrPages: Math.floor(size / pageBytes) };
}

/** memremap_pages() stores the range in the pagemap array before it adds pages, over whatever was there. */
export function deviceClaimed(context: CallContext, args: Arguments): void {
  const { operation, call } = context;
  if (operation?.name !== 'memremap_pages' || !isInside(call, isMapping)) return;
  operation.claimed = inPages(context, args);
  write(context, 'device.claimed', operation.claimed);
  noteEffect(call, 'claimed');
}

/** memremap_pages() succeeded: what no inner call of the record told. */
export function deviceMapped(context: CallContext, args: Arguments): void {
  const { call } = context;
  const range = inPages(context, args);
  if (!call.effects.has('claimed')) write(context, 'device.claimed', range);
  if (!call.effects.has('zone')) write(context, 'zone.joined', { ...range, zone: 'Device' });
}

/** arch_remove_memory() for a pagemap begins: its pages have left their zone, whether or not that was probed. */
export function deviceLeaves(context: CallContext, args: Arguments): void {
  if (context.operation?.name !== 'memunmap_pages' || context.operation.call.effects.has('zone')) return;
  write(context, 'zone.left', { ...inPages(context, args), zone: 'Device' });
}

/** arch_remove_memory() for a pagemap returned. */
export function deviceUnmapped(context: CallContext, args: Arguments): void {
  if (context.operation?.name !== 'memunmap_pages' && !isInside(context.call, isUnmapping)) return;
  write(context, 'device.released', inPages(context, args));
  noteEffect(context.call, 'claimed');
}

/** memunmap_pages() returned, in a record that has none of its inner calls. */
export function deviceGone(context: CallContext, args: Arguments): void {
  const { operation, call } = context;
  if (operation?.call !== call || call.effects.has('claimed')) return;
  const range = inPages(context, args);
  if (!call.effects.has('zone')) write(context, 'zone.left', { ...range, zone: 'Device' });
  pagesRemoved(context, range);
  write(context, 'device.released', range);
}

/** The zone that a probe names; where it gives only a pointer, a pagemap's can be no other than Device. */
const zoneOf = ({ call }: CallContext, args: Arguments): string | null =>
  args.word('zone') ?? (isInside(call, isMapping) || isInside(call, isUnmapping) ? 'Device' : null);

export function zoneJoined(context: CallContext, args: Arguments): void {
  const zone = zoneOf(context, args);
  if (!zone) return;
  if (zone !== 'Device') assumePresent(context, args.pages());
  write(context, 'zone.joined', { ...args.pages(), zone });
  noteEffect(context.call, 'zone');
}

export function zoneLeft(context: CallContext, args: Arguments): void {
  const zone = zoneOf(context, args);
  if (!zone) return;
  write(context, 'zone.left', { ...args.pages(), zone });
  noteEffect(context.call, 'zone');
}
