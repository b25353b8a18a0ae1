import type { Errno } from '../../../machines/kernel/errno.ts';
import type { OpenOperation } from './open-operation.ts';

/**
 * Whether a kernel's answer (an errno, or null for success) may rest on something that this record does not show at all:
 * then the model's other answer is no disagreement.
 */
export function restsOnUnseen({ command, asked, altmap }: OpenOperation, errno: Errno | null): boolean {
  switch (command.type) {
    case 'add_memory':
      // Which memory groups there are is in no record; how many nodes, in the kernel log.
      return errno === 'EINVAL' && (command.nidIsGroup || asked.possibleNodes === null);
    case 'offline': {
      const oneZone = asked.memoryBlocks[command.block]?.oneZone ?? null;
      return errno === 'EINVAL' && (!asked.resourcesKnown || oneZone === null);
    }
    case 'offline_and_remove_memory':
      return errno === 'EINVAL' && !asked.resourcesKnown;
    case 'memremap_pages':
      // A probe shows that there is an altmap, not where it begins and how long it is (docs/kernel.md §4.3, "invalid altmap").
      return (errno === 'EINVAL' && altmap) || ((errno === 'ENXIO' || errno === null) && !asked.resourcesKnown);
    case 'arch_add_memory':
      // Without /proc/iomem nobody knows which sub-sections of a boot section are holes.
      return (errno === 'EINVAL' && altmap) || (errno === null && !asked.resourcesKnown);
    default:
      return false;
  }
}
