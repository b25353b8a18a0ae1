import { addMemoryMachine } from './add-memory.ts';
import { archAddMemoryMachine } from './arch-add-memory.ts';
import { archRemoveMemoryMachine } from './arch-remove-memory.ts';
import type { OperationName } from './context.ts';
import { mapDeviceMachine } from './map-device.ts';
import { offlineMachine } from './offline.ts';
import { offlineAndRemoveMachine } from './offline-and-remove.ts';
import { onlineMachine } from './online.ts';
import type { OperationMachine } from './operation.ts';
import { removeMemoryMachine } from './remove-memory.ts';
import { unmapDeviceMachine } from './unmap-device.ts';

/** The statechart of each operation. */
export const OPERATION_MACHINES: Readonly<Record<OperationName, OperationMachine>> = {
  add_memory: addMemoryMachine,
  arch_add_memory: archAddMemoryMachine,
  remove_memory: removeMemoryMachine,
  arch_remove_memory: archRemoveMemoryMachine,
  offline_and_remove_memory: offlineAndRemoveMachine,
  online: onlineMachine,
  offline: offlineMachine,
  memremap_pages: mapDeviceMachine,
  memunmap_pages: unmapDeviceMachine,
};
