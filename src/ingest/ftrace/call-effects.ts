import { fitsAddressSpace } from '../../../machines/guards/checks.ts';
import { bytes } from '../../../machines/kernel/units.ts';
import { blockBegins, blockEnds, blocksCreated, blocksRemoved, type Direction } from './block-effects.ts';
import { isInside } from './call.ts';
import {
  deviceClaimed,
  deviceGone,
  deviceLeaves,
  deviceMapped,
  deviceUnmapped,
  inPages,
  zoneJoined,
  zoneLeft,
} from './device-effects.ts';
import { type Scene, tell, withParents } from './open-operation.ts';
import { addingBegins, nodeOf, noteUndone, pagesAdded, sparseAdded } from './page-adds.ts';
import { pagesRemoved, sectionsSwitched, tellRemoved } from './page-effects.ts';
import type { Arguments } from './read-args.ts';

const ADDING = new Set(['__add_pages', 'sparse_add_section', 'section_activate']);
const REMOVING = new Set(['sparse_remove_section']);
const CONTIG = new Set(['alloc_contig_range', 'alloc_contig_range_noprof']);

type Reader = (scene: Scene, args: Arguments) => void;

/** The System RAM line is there as soon as add_memory_resource() is entered: its caller put it there. */
function reserveLine(scene: Scene): void {
  const { operation, recorder } = scene;
  if (operation?.command.type !== 'addMemory' || operation.reserved) return;
  // Up to v5.11 a range beyond all addresses gets its line before it is refused; no number here holds it.
  if (!fitsAddressSpace(recorder.state.profile, operation.command)) return;
  const { start, size, driverName, mergeResource } = operation.command;
  operation.reserved = true;
  const span = { start: bytes(Number(start)), size: bytes(Number(size)) };
  tell(scene, 'resource.reserved', { ...span, name: driverName ?? 'System RAM', mergeable: mergeResource });
}

const beginBlock =
  (direction: Direction): Reader =>
  (scene) => {
    const { call, operation } = scene;
    if (operation?.call === call && operation.block !== null) blockBegins(scene, operation.block, direction);
  };

/** What is known when a function is entered. */
export const ENTERED: Readonly<Record<string, Reader>> = {
  add_memory_resource: reserveLine,
  arch_add_memory: (scene, args) => {
    addingBegins(scene);
    deviceClaimed(scene, args);
  },
  __add_pages: addingBegins,
  arch_remove_memory: deviceLeaves,
  memory_subsys_online: beginBlock('online'),
  memory_subsys_offline: beginBlock('offline'),
  memory_block_online: beginBlock('online'),
  memory_block_offline: beginBlock('offline'),
  online_pages: (scene, args) => {
    beginBlock('online')(scene, args);
    if (scene.operation) scene.operation.zone = args.word('zone') ?? scene.operation.zone;
  },
  offline_pages: beginBlock('offline'),
  section_deactivate: (scene, args) => {
    if (isInside(scene.call, ADDING)) noteUndone(scene, args.firstPage());
  },
};

const endBlock =
  (direction: Direction): Reader =>
  (scene) => {
    const { call, operation } = scene;
    if (operation?.call === call && operation.block !== null) blockEnds(scene, operation.block, direction);
  };

const pagesSwitched =
  (direction: Direction): Reader =>
  (scene, args) => {
    const { errno } = scene.call;
    if (errno === null) sectionsSwitched(scene, args.pages(), direction === 'online' ? 'onlined' : 'offlined');
    endBlock(direction)(scene, args);
  };

/** What is known when a function has returned. */
export const RETURNED: Readonly<Record<string, Reader>> = {
  sparse_add_section: sparseAdded,
  sparse_add_one_section: sparseAdded,
  section_activate: sparseAdded,
  __add_pages: (scene, args) => pagesAdded(scene, args, args.pages),
  arch_add_memory: (scene, args) => pagesAdded(scene, args, () => inPages(scene, args)),
  add_memory_resource: (scene, args) => {
    const { call } = scene;
    if (call.errno !== null) return;
    pagesAdded(scene, args, () => inPages(scene, args));
    if (!call.effects.has('created')) blocksCreated(scene, args.span(), nodeOf(scene, args), false);
  },
  create_memory_block_devices: (scene, args) => {
    const own = args.isSet('vmemmap_pages') || args.isSet('altmap');
    blocksCreated(scene, args.span(), nodeOf(scene, args), own);
  },
  remove_memory_block_devices: (scene, args) => blocksRemoved(scene, args.span()),
  section_deactivate: (scene, args) => {
    if (!isInside(scene.call, ADDING) && !isInside(scene.call, REMOVING)) tellRemoved(scene, args.piece());
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
  online_pages: pagesSwitched('online'),
  offline_pages: pagesSwitched('offline'),
  memory_subsys_online: endBlock('online'),
  memory_subsys_offline: endBlock('offline'),
  memory_block_online: endBlock('online'),
  memory_block_offline: endBlock('offline'),
  move_pfn_range_to_zone: zoneJoined,
  remove_pfn_range_from_zone: zoneLeft,
  start_isolate_page_range: (scene, args) => {
    if (!scene.operation || isInside(scene.call, CONTIG)) return;
    const { errno } = scene.call;
    if (errno !== null) for (const outer of withParents(scene.operation)) outer.isolationFailed = true;
    tell(scene, 'pages.isolated', { ...args.pages(), errno });
  },
  memremap_pages: (scene, args) => {
    if (scene.call.errno !== null) return;
    pagesAdded(scene, args, () => inPages(scene, args));
    deviceMapped(scene, args);
  },
  memunmap_pages: deviceGone,
};
