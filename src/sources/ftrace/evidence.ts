import type { Errno } from '../../../machines/kernel/errno.ts';
import { pfn } from '../../../machines/kernel/units.ts';
import type { Environment } from '../../memory/commands.ts';
import { type Call, descendants } from './call.ts';
import type { CallContext, OpenOperation } from './open-operation.ts';

const find = (call: Call, name: string): Call | undefined => {
  if (call.function.name === name) return call;
  for (const inner of descendants(call)) if (inner.function.name === name) return inner;
  return undefined;
};

const findFailed = (call: Call, name: string): Call | undefined => {
  for (const inner of descendants(call)) if (inner.function.name === name && inner.errno !== null) return inner;
  return undefined;
};

/**
 * What the environment did in an operation that failed with an error, as the record shows it; undefined when the record
 * shows nothing outside the model at work. A function without a probe is no evidence: what only it could tell is supposed.
 */
export function environmentOf(context: CallContext, errno: Errno, operation: OpenOperation): Environment | undefined {
  switch (operation.name) {
    case 'offline':
    case 'offline_and_remove_memory':
      return offlineEnvironment(context, errno, operation);
    case 'online':
      if (operation.veto === errno) return { notifierVeto: { errno: errno } };
      // Only a notifier says anything but EINVAL to an online.
      return errno !== 'EINVAL' && !context.wasProbed('memory_notify') ? { notifierVeto: { errno: errno } } : undefined;
    case 'memremap_pages':
      // Before any page is added, only its own setup can fail for want of memory, or a pagemap stand in the way.
      return (
        addEnvironment(context, errno, operation) ??
        (errno === 'ENOMEM' ? { deviceSetupFailed: { errno: errno } } : undefined)
      );
    default:
      return addEnvironment(context, errno, operation);
  }
}

function offlineEnvironment(
  { call, wasProbed }: CallContext,
  errno: Errno,
  operation: OpenOperation,
): Environment | undefined {
  if (operation.veto === errno) return { notifierVeto: { errno: errno } };
  if (operation.isolationFailed && errno === 'EBUSY') return { unmovablePage: { errno: 'EBUSY' } };
  if (errno === 'EINTR') return { signal: { errno: 'EINTR' } };
  // After MEM_GOING_OFFLINE only pages that could not be moved or dissolved are left (docs/kernel.md §4.6, rows 10 and 11).
  if (find(call, 'memory_notify')) return { offlineFailedLate: { errno: errno } };
  if (errno === 'EBUSY' && !wasProbed('start_isolate_page_range')) return { unmovablePage: { errno: 'EBUSY' } };
  return errno !== 'EINVAL' && errno !== 'ENOMEM' && !wasProbed('memory_notify')
    ? { offlineFailedLate: { errno: errno } }
    : undefined;
}

function addEnvironment(
  { call, wasProbed, recorder }: CallContext,
  errno: Errno,
  operation: OpenOperation,
): Environment | undefined {
  const { command } = operation;
  if (findFailed(call, 'create_memory_block_devices')) return { blockDeviceFailed: { errno: errno } };
  if (errno === 'ENOMEM' && operation.failedPiece !== null) {
    return operation.altmap
      ? { altmapTooSmall: { errno: 'ENOMEM', at: operation.failedPiece } }
      : { allocationFailed: { errno: 'ENOMEM', at: operation.failedPiece } };
  }
  const arch = find(call, 'arch_add_memory');
  if (arch?.errno && !find(call, '__add_pages') && wasProbed('__add_pages'))
    return { pageTableFailed: { errno: errno } };
  if (command.type !== 'add_memory') return undefined;
  // register_memory_resource() fails with EEXIST also where its allocation failed, or something unseen stands there.
  if (errno === 'EEXIST' && !arch && !find(call, 'add_memory_resource'))
    return { resourceNotReserved: { errno: 'EEXIST' } };
  // A new node's data, an altmap: what is allocated before the first page is added (docs/kernel.md §4.2, steps 5 and 6).
  const { pageBytes } = recorder.state.profile.geometry;
  if (errno === 'ENOMEM')
    return { allocationFailed: { errno: 'ENOMEM', at: pfn(Math.floor(Number(command.start) / pageBytes)) } };
  return wasProbed('create_memory_block_devices') ? undefined : { blockDeviceFailed: { errno: errno } };
}
