import { vetoOf } from '../../../machines/kernel/errno.ts';
import type { NotifierNumbering } from '../../../machines/kernel/notifier.ts';
import { notifierAction } from '../../../machines/kernel/notifier.ts';
import type { PageRange } from '../../../machines/kernel/ranges.ts';
import { bytes, pfn } from '../../../machines/kernel/units.ts';
import { blockBegins, blockEnds, blocksCreated, blocksRemoved } from './block-effects.ts';
import { isInside, noteEffect } from './call.ts';
import { type Scene, tell, withParents } from './open-operation.ts';
import {
  assumePresent,
  noteUndone,
  pagesAdded,
  pagesRemoved,
  sectionsSwitched,
  sparseAdded,
  tellRemoved,
} from './page-effects.ts';
import type { Arguments } from './read-args.ts';

const ADDING = new Set(['__add_pages', 'sparse_add_section', 'section_activate']);
const ONLINING = new Set(['memory_subsys_online', 'memory_block_online']);
const OFFLINING = new Set(['memory_subsys_offline', 'memory_block_offline']);
const REMOVING = new Set(['sparse_remove_section']);
const MAPPING = new Set(['memremap_pages']);
const CONTIG = new Set(['alloc_contig_range', 'alloc_contig_range_noprof']);

type Reader = (scene: Scene, args: Arguments) => void;

const nidOf = (args: Arguments): number => Number(args.optional('nid') ?? 0n);
const hasAltmap = (args: Arguments): boolean => (args.optional('altmap') ?? 0n) !== 0n;

/** The System RAM line is there as soon as add_memory_resource() is entered: its caller put it there. */
function reserveLine(scene: Scene): void {
  const { operation } = scene;
  if (operation?.command.type !== 'addMemory' || operation.reserved) return;
  const { start, size, driverName, mergeResource } = operation.command;
  operation.reserved = true;
  const span = { start: bytes(Number(start)), size: bytes(Number(size)) };
  tell(scene, 'resource.reserved', { ...span, name: driverName ?? 'System RAM', mergeable: mergeResource });
}

/** A span of bytes as whole pages. */
function inPages(scene: Scene, args: Arguments): PageRange {
  const { pageBytes } = scene.recorder.state.profile.geometry;
  const { start, size } = args.span();
  return { pfn: pfn(Math.floor(start / pageBytes)), nrPages: Math.floor(size / pageBytes) };
}

/** memremap_pages() stores the range in the pagemap array before it adds pages, over whatever was there. */
function claim(scene: Scene, args: Arguments): void {
  const { operation, call } = scene;
  if (operation?.name !== 'memremap_pages' || !isInside(call, MAPPING)) return;
  operation.claimed = inPages(scene, args);
  tell(scene, 'device.claimed', operation.claimed);
  noteEffect(call, 'claimed');
}

function beginBlock(direction: 'online' | 'offline'): Reader {
  return (scene) => {
    const { call, operation } = scene;
    const outermost = operation?.call === call;
    if (outermost && operation.block !== null) blockBegins(scene, operation.block, direction);
  };
}

/** What is known when a function is entered. */
export const ENTERED: Readonly<Record<string, Reader>> = {
  add_memory_resource: reserveLine,
  arch_add_memory: claim,
  memory_subsys_online: beginBlock('online'),
  memory_subsys_offline: beginBlock('offline'),
  memory_block_online: beginBlock('online'),
  memory_block_offline: beginBlock('offline'),
  online_pages: (scene, args) => {
    beginBlock('online')(scene, args);
    if (scene.operation) scene.operation.zone = args.text('zone') ?? scene.operation.zone;
  },
  offline_pages: beginBlock('offline'),
  section_deactivate: (scene, args) => {
    if (isInside(scene.call, ADDING)) noteUndone(scene, args.pages().pfn);
  },
};

function endBlock(direction: 'online' | 'offline'): Reader {
  return (scene) => {
    if (scene.operation?.call === scene.call && scene.operation.block !== null)
      blockEnds(scene, scene.operation.block, direction);
  };
}

function pagesSwitched(direction: 'onlined' | 'offlined', outer: ReadonlySet<string>): Reader {
  return (scene, args) => {
    if (scene.call.errno === null && !scene.call.effects.has(direction))
      sectionsSwitched(scene, args.pages(), direction);
    if (!isInside(scene.call, outer)) endBlock(direction === 'onlined' ? 'online' : 'offline')(scene, args);
  };
}

function deviceUnmapped(scene: Scene, args: Arguments): void {
  if (scene.operation?.name !== 'memunmap_pages') return;
  tell(scene, 'device.released', inPages(scene, args));
  noteEffect(scene.call, 'claimed');
}

/** What is known when a function has returned. */
export const RETURNED: Readonly<Record<string, Reader>> = {
  sparse_add_section: sparseAdded,
  section_activate: sparseAdded,
  __add_pages: (scene, args) => pagesAdded(scene, args.pages(), nidOf(args), hasAltmap(args)),
  arch_add_memory: (scene, args) => {
    if (scene.call.errno === null) pagesAdded(scene, inPages(scene, args), nidOf(args), hasAltmap(args));
  },
  add_memory_resource: (scene, args) => {
    if (scene.call.errno !== null) return;
    pagesAdded(scene, inPages(scene, args), nidOf(args), false);
    blocksCreated(scene, args.span(), nidOf(args), false);
  },
  create_memory_block_devices: (scene, args) => {
    const own = (args.optional('vmemmap_pages') ?? 0n) !== 0n || hasAltmap(args);
    const nid = scene.operation?.command.type === 'addMemory' ? scene.operation.command.nid : null;
    blocksCreated(scene, args.span(), nid, own);
  },
  remove_memory_block_devices: (scene, args) => blocksRemoved(scene, args.span()),
  section_deactivate: (scene, args) => {
    if (!isInside(scene.call, ADDING) && !isInside(scene.call, REMOVING)) tellRemoved(scene, args.pages());
  },
  sparse_remove_section: (scene, args) => tellRemoved(scene, args.pages()),
  __remove_pages: (scene, args) => pagesRemoved(scene, args.pages()),
  arch_remove_memory: (scene, args) => {
    pagesRemoved(scene, inPages(scene, args));
    deviceUnmapped(scene, args);
  },
  try_remove_memory: (scene, args) => {
    if (scene.call.errno !== null) return;
    blocksRemoved(scene, args.span());
    pagesRemoved(scene, inPages(scene, args));
    tell(scene, 'resource.released', args.span());
  },
  online_mem_sections: (scene, args) => sectionsSwitched(scene, args.pages(), 'onlined'),
  offline_mem_sections: (scene, args) => sectionsSwitched(scene, args.pages(), 'offlined'),
  __offline_isolated_pages: (scene, args) => sectionsSwitched(scene, args.pages(), 'offlined'),
  online_pages: pagesSwitched('onlined', ONLINING),
  offline_pages: pagesSwitched('offlined', OFFLINING),
  memory_subsys_online: endBlock('online'),
  memory_subsys_offline: endBlock('offline'),
  memory_block_online: endBlock('online'),
  memory_block_offline: endBlock('offline'),
  move_pfn_range_to_zone: (scene, args) => {
    const zone = args.text('zone');
    if (!zone) return;
    if (zone !== 'Device') assumePresent(scene, args.pages());
    tell(scene, 'zone.joined', { ...args.pages(), zone });
    noteEffect(scene.call, 'zone');
  },
  remove_pfn_range_from_zone: (scene, args) => {
    const zone = args.text('zone');
    if (zone) tell(scene, 'zone.left', { ...args.pages(), zone });
  },
  start_isolate_page_range: (scene, args) => {
    if (!scene.operation || isInside(scene.call, CONTIG)) return;
    const { errno } = scene.call;
    if (errno !== null) for (const outer of withParents(scene.operation)) outer.isolationFailed = true;
    tell(scene, 'pages.isolated', { ...args.pages(), errno });
  },
  memunmap_pages: (scene, args) => {
    const { operation, call } = scene;
    if (operation?.call !== call || call.effects.has('claimed')) return;
    if (!call.effects.has('removed')) pagesRemoved(scene, inPages(scene, args));
    tell(scene, 'device.released', inPages(scene, args));
  },
};

/** memory_notify() was entered: which action, under the numbering of this kernel. */
export function notifierCalled(scene: Scene, args: Arguments, numbering: NotifierNumbering): void {
  const action = notifierAction(numbering, Number(args.number('action')));
  if (action) tell(scene, 'notifier.called', { action });
}

/** memory_notify() returned: nothing against it, or a veto. */
export function notifierAnswered(scene: Scene, args: Arguments, numbering: NotifierNumbering, value: bigint): void {
  const action = notifierAction(numbering, Number(args.number('action')));
  const errno = vetoOf(Number(value));
  if (!action || !errno) return;
  for (const outer of withParents(scene.operation)) outer.veto = errno;
  tell(scene, 'notifier.vetoed', { action, errno });
}
