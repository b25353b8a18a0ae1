import type { EventOf } from '../../events/event.ts';
import { hex } from '../../machines/kernel/units.ts';
import { ONLINE_KINDS } from '../../machines/operations/memory.ts';
import type { MemoryState } from '../memory/state.ts';
import type { LoggedOperation } from '../timeline/operations.ts';

/** A write to a file under /sys/devices/system/memory, or why there is none that asks the same of the kernel. */
export type SysfsWrite =
  | { readonly ok: true; readonly value: string; readonly file: string; readonly remarks: readonly string[] }
  | { readonly ok: false; readonly reason: string };

const no = (reason: string): SysfsWrite => ({ ok: false, reason });

type Started = EventOf<'operation.started'>;

/** Kernel threads ask without a system call: what they did was no write to sysfs. */
const isKernelThread = ({ actor }: Started): boolean => actor !== null && /^(kworker\/|kthreadd$)/.test(actor.task);

/** Architectures with CONFIG_ARCH_MEMORY_PROBE (docs/kernel.md §4.9). */
const WITH_PROBE: readonly string[] = ['x86_64', 'ppc64', 'loongarch'];

/** Arguments of an add that the probe file has no way to give. */
const BEYOND_PROBE: readonly string[] = ['driver', 'group', 'ownMemmap', 'mergeResource'];

function addWrite({ started, guard }: LoggedOperation, memory: MemoryState): SysfsWrite {
  const { args } = started.data;
  const { start, size, nid } = args;
  const whole = /^0x[0-9a-f]{1,16}$/;
  if (start === undefined || size === undefined || !whole.test(start) || !whole.test(size))
    return no('the record does not tell the range');
  if (guard === 'nodePossible') return no('the probe file can not name a node that is not possible');
  const blockBytes = BigInt(memory.blocks.blockBytes);
  const beyond = BEYOND_PROBE.filter((name) => args[name] !== undefined);
  if (beyond.length > 0) return no(`the probe file can not ask for: ${beyond.join(', ')}`);
  if (BigInt(size) !== blockBytes) return no(`the probe file adds one block of ${hex(blockBytes)} bytes, not ${size}`);
  if (BigInt(start) % blockBytes !== 0n)
    return no('the probe file refuses a start that is no multiple of the block size');
  const { arch } = memory.profile.geometry;
  if (!WITH_PROBE.includes(arch)) return no(`${arch} has no probe file`);
  const remarks = [
    'The record does not tell whether this add came from the probe file, firmware or a module.',
    ...(nid === undefined ? [] : [`The probe file lets the kernel choose the node; it was ${nid}.`]),
  ];
  return { ok: true, value: start, file: 'probe', remarks };
}

/**
 * The word that asks for a recorded online. A trace does not show it (ingest writes `online` for every one), only the zone
 * that it led to; an operation without a time comes from a scenario, where `online` was meant.
 */
function onlineWrite({ started, zone, outcome }: LoggedOperation, file: string): SysfsWrite {
  const { kind } = started.data.args;
  const word = ONLINE_KINDS.find((one) => one === kind);
  if (!word) return no('the record does not tell the kind of online: online, online_kernel or online_movable');
  if (word !== 'online' || started.timeNs === null) return { ok: true, value: word, file, remarks: [] };
  if (zone !== null) {
    const value = zone === 'Movable' ? 'online_movable' : 'online_kernel';
    const remark = `A trace does not show the word that was written; ${value} leads to the zone of the record, ${zone}.`;
    return { ok: true, value, file, remarks: [remark] };
  }
  if (outcome !== 'refused' && outcome !== 'failed')
    return no('a trace does not show the word that was written, and this one tells no zone either');
  const remark =
    'A trace does not show the word that was written; this failed before a zone mattered, as with any word.';
  return { ok: true, value: word, file, remarks: [remark] };
}

function blockWrite(operation: LoggedOperation): SysfsWrite {
  const { name, args } = operation.started.data;
  const { block } = args;
  if (block === undefined || !/^\d{1,15}$/.test(block)) return no('the record does not tell the block');
  const file = `memory${Number(block)}/state`;
  return name === 'offline' ? { ok: true, value: 'offline', file, remarks: [] } : onlineWrite(operation, file);
}

/**
 * The write to sysfs that asks the kernel for a recorded operation (drivers/base/memory.c state_store(), probe_store()).
 * Only what the log tells goes into it: numbers that were checked, and words of a fixed list.
 */
export function sysfsWriteOf(operation: LoggedOperation, memory: MemoryState): SysfsWrite {
  const { started } = operation;
  const { name, parent } = started.data;
  if (parent !== null) return no(`operation ${parent} did this on its way`);
  switch (name) {
    case 'online':
    case 'offline':
      return isKernelThread(started) ? no('a kernel thread did this, not a write to sysfs') : blockWrite(operation);
    case 'add_memory':
      return isKernelThread(started)
        ? no('a kernel thread did this (firmware, a hypervisor or a driver asked), not a write to sysfs')
        : addWrite(operation, memory);
    case 'remove_memory':
    case 'offline_and_remove_memory':
      return no('sysfs has no file that removes memory: firmware, a driver or a module asked');
    default:
      return no('a driver or a module called this inside the kernel: there is no way to ask from user space');
  }
}
