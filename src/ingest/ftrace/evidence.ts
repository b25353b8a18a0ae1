import type { Errno } from '../../../machines/kernel/errno.ts';
import type { Environment } from '../../memory/commands.ts';
import { type Call, descendants } from './call.ts';

const find = (call: Call, name: string): Call | undefined => {
  for (const inner of descendants(call)) if (inner.function === name) return inner;
  return undefined;
};

const findFailed = (call: Call, name: string): Call | undefined => {
  for (const inner of descendants(call)) if (inner.function === name && inner.errno !== null) return inner;
  return undefined;
};

/** What an operation's own calls show of the environment's part in its failure. */
export interface Evidence {
  readonly veto: Errno | null;
  readonly isolationFailed: boolean;
  /** pfn of the piece that was undone, or could not be added for want of memory. */
  readonly failedPiece: number | null;
  readonly altmap: boolean;
}

/**
 * What the environment did in an operation that failed with an error, as the record shows it; undefined when the record
 * shows nothing outside the model at work.
 */
export function environmentOf(call: Call, errno: Errno, evidence: Evidence): Environment | undefined {
  switch (call.function) {
    case 'offline_and_remove_memory':
    case 'memory_subsys_offline':
    case 'memory_block_offline':
    case 'offline_pages':
      return offlineEnvironment(call, errno, evidence);
    case 'memory_subsys_online':
    case 'memory_block_online':
    case 'online_pages':
      return evidence.veto === errno ? { veto: errno } : undefined;
    default:
      return addEnvironment(call, errno, evidence);
  }
}

function offlineEnvironment(call: Call, errno: Errno, evidence: Evidence): Environment | undefined {
  if (evidence.veto === errno) return { veto: errno };
  if (evidence.isolationFailed && errno === 'EBUSY') return { unmovablePage: true };
  if (errno === 'EINTR') return { signal: true };
  // After MEM_GOING_OFFLINE only pages that could not be moved or dissolved are left (spec 4.6, rows 10 and 11).
  return find(call, 'memory_notify') ? { offlineFailsLate: errno } : undefined;
}

function addEnvironment(call: Call, errno: Errno, evidence: Evidence): Environment | undefined {
  const added = find(call, '__add_pages') ?? (call.function === '__add_pages' ? call : undefined);
  const arch = find(call, 'arch_add_memory') ?? (call.function === 'arch_add_memory' ? call : undefined);
  const blocks = findFailed(call, 'create_memory_block_devices');
  if (blocks) return { blockDeviceFails: errno };
  if (errno === 'ENOMEM' && evidence.failedPiece !== null) {
    return evidence.altmap ? { altmapTooSmallAt: evidence.failedPiece } : { allocationFailsAt: evidence.failedPiece };
  }
  if (arch?.errno && !added) return { pageTableFails: errno };
  const isAdd = /add_memory/.test(call.function) && call.function !== 'arch_add_memory';
  // register_memory_resource() fails with EEXIST also where its allocation failed, or something unseen stands there.
  if (isAdd && errno === 'EEXIST' && !arch && !find(call, 'add_memory_resource')) return { resourceNotReserved: true };
  if (call.function === 'memremap_pages' && errno === 'ENOMEM') return { deviceSetupFails: errno };
  return undefined;
}
