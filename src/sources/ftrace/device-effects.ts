import type { PageRange } from '../../../machines/kernel/ranges.ts';
import { pfn } from '../../../machines/kernel/units.ts';
import { isInside, noteEffect } from './call.ts';
import type { KernelFunction } from './kernel-function.ts';
import { type Scene, tell } from './open-operation.ts';
import { assumePresent, pagesRemoved } from './page-effects.ts';
import type { Arguments } from './read-args.ts';

const isMapping = ({ begins }: KernelFunction): boolean => begins === 'memremap_pages';
const isUnmapping = ({ begins }: KernelFunction): boolean => begins === 'memunmap_pages';

/** A span of bytes as whole pages. */
export function inPages(scene: Scene, args: Arguments): PageRange {
  const { pageBytes } = scene.recorder.state.profile.geometry;
  const { start, size } = args.span();
  return { pfn: pfn(Math.floor(start / pageBytes)), nrPages: Math.floor(size / pageBytes) };
}

/** memremap_pages() stores the range in the pagemap array before it adds pages, over whatever was there. */
export function deviceClaimed(scene: Scene, args: Arguments): void {
  const { operation, call } = scene;
  if (operation?.name !== 'memremap_pages' || !isInside(call, isMapping)) return;
  operation.claimed = inPages(scene, args);
  tell(scene, 'device.claimed', operation.claimed);
  noteEffect(call, 'claimed');
}

/** memremap_pages() succeeded: what no inner call of the record told. */
export function deviceMapped(scene: Scene, args: Arguments): void {
  const { call } = scene;
  const range = inPages(scene, args);
  if (!call.effects.has('claimed')) tell(scene, 'device.claimed', range);
  if (!call.effects.has('zone')) tell(scene, 'zone.joined', { ...range, zone: 'Device' });
}

/** arch_remove_memory() for a pagemap begins: its pages have left their zone, whether or not that was probed. */
export function deviceLeaves(scene: Scene, args: Arguments): void {
  if (scene.operation?.name !== 'memunmap_pages' || scene.operation.call.effects.has('zone')) return;
  tell(scene, 'zone.left', { ...inPages(scene, args), zone: 'Device' });
}

/** arch_remove_memory() for a pagemap returned. */
export function deviceUnmapped(scene: Scene, args: Arguments): void {
  if (scene.operation?.name !== 'memunmap_pages' && !isInside(scene.call, isUnmapping)) return;
  tell(scene, 'device.released', inPages(scene, args));
  noteEffect(scene.call, 'claimed');
}

/** memunmap_pages() returned, in a record that has none of its inner calls. */
export function deviceGone(scene: Scene, args: Arguments): void {
  const { operation, call } = scene;
  if (operation?.call !== call || call.effects.has('claimed')) return;
  const range = inPages(scene, args);
  if (!call.effects.has('zone')) tell(scene, 'zone.left', { ...range, zone: 'Device' });
  pagesRemoved(scene, range);
  tell(scene, 'device.released', range);
}

/** The zone that a probe names; where it gives only a pointer, a pagemap's can be no other than Device. */
const zoneOf = ({ call }: Scene, args: Arguments): string | null =>
  args.word('zone') ?? (isInside(call, isMapping) || isInside(call, isUnmapping) ? 'Device' : null);

export function zoneJoined(scene: Scene, args: Arguments): void {
  const zone = zoneOf(scene, args);
  if (!zone) return;
  if (zone !== 'Device') assumePresent(scene, args.pages());
  tell(scene, 'zone.joined', { ...args.pages(), zone });
  noteEffect(scene.call, 'zone');
}

export function zoneLeft(scene: Scene, args: Arguments): void {
  const zone = zoneOf(scene, args);
  if (!zone) return;
  tell(scene, 'zone.left', { ...args.pages(), zone });
  noteEffect(scene.call, 'zone');
}
