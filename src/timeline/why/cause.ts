import type { MemoryEvent } from '../../../events/event.ts';
import type { LoggedOperation } from '../operations.ts';
import { operationsIn } from '../operations.ts';
import type { Timeline } from '../timeline.ts';

/** What set an operation going. `unknown` where the record does not reach. */
export type CauseKind =
  | 'boot'
  | 'sysfs'
  | 'udev'
  | 'acpi'
  | 'virtioMem'
  | 'kmem'
  | 'driver'
  | 'systemCall'
  | 'autoOnline'
  | 'nested'
  | 'model'
  | 'unknown';

/**
 * Why something was asked of the kernel. `seen`: the record shows it. `inferred`: the task and the operation leave
 * little else. `unknown`: `words` say because of what.
 */
export interface Cause {
  readonly kind: CauseKind;
  readonly certainty: 'seen' | 'inferred' | 'unknown';
  readonly words: string;
  /** Kernel function by which it comes about; null where there is none to name. */
  readonly source: string | null;
  readonly task: string | null;
  readonly pid: number | null;
  /** Operation that is the cause, by its number. */
  readonly operation: number | null;
  /** What caused the cause. */
  readonly behind: Cause | null;
}

type CauseDraft = Pick<Cause, 'kind' | 'certainty' | 'words'> & Partial<Cause>;

const cause = (told: CauseDraft): Cause => ({
  source: null,
  task: null,
  pid: null,
  operation: null,
  behind: null,
  ...told,
});

export const unknownCause = (because: string): Cause =>
  cause({ kind: 'unknown', certainty: 'unknown', words: `unknown, because ${because}` });

const BEYOND_THE_KERNEL = unknownCause('what asked the firmware or the hypervisor happened outside this kernel');

export const BOOT: Cause = cause({
  kind: 'boot',
  certainty: 'seen',
  words: 'it is so since before the record began: no event of the record changed it',
});

const NESTED: Readonly<Record<string, Pick<Cause, 'kind' | 'words' | 'source'>>> = {
  'online in add_memory': {
    kind: 'autoOnline',
    words: 'auto_online_blocks: adding the memory put its blocks online at once',
    source: 'mm/memory_hotplug.c add_memory_resource(), v5.2 … v7.1',
  },
  'offline in offline_and_remove_memory': {
    kind: 'nested',
    words: 'every block is taken offline before the memory is removed',
    source: 'mm/memory_hotplug.c offline_and_remove_memory(), v5.8 … v7.1',
  },
  'online in offline_and_remove_memory': {
    kind: 'nested',
    words: 'another block refused to go offline, so those that had gone were put back online',
    source: 'mm/memory_hotplug.c offline_and_remove_memory(), v5.11 … v7.1',
  },
};

function nestedCause(timeline: Timeline, { started, parent }: LoggedOperation): Cause | undefined {
  if (!parent) return undefined;
  const { operation, name } = parent.started.data;
  const known = NESTED[`${started.data.name} in ${name}`];
  return cause({
    kind: 'nested',
    words: `${name} calls it`,
    ...known,
    certainty: 'seen',
    operation,
    behind: causeOf(timeline, parent),
  });
}

const isWorker = (task: string): boolean => /^kworker\//.test(task);
const isUdev = (task: string): boolean => /udev/.test(task);
const takesAway = (name: string): boolean => /^(offline|remove)/.test(name);

/** The driver that last added the memory that an operation is about, by its resource's name; undefined for none. */
function driverOf(timeline: Timeline, operation: LoggedOperation): string | undefined {
  const start = startOf(timeline, operation);
  if (start === undefined) return undefined;
  const adds = operationsIn(timeline.log).all.filter(({ started, outcome }) => {
    if (started.data.name !== 'add_memory' || started.seq > operation.started.seq) return false;
    if (outcome !== 'done' && started !== operation.started) return false;
    const from = Number(started.data.args['start']);
    return from <= start && start < from + Number(started.data.args['size']);
  });
  return adds.at(-1)?.started.data.args['driver'];
}

/** Address of the first byte that an operation is about. */
function startOf({ initial }: Timeline, { started }: LoggedOperation): number | undefined {
  const { block, start } = started.data.args;
  if (block !== undefined) return Number(block) * initial.blocks.blockBytes;
  return start === undefined ? undefined : Number(start);
}

/** Work of a kernel thread: virtio-mem's by the name of its memory, otherwise ACPI's. */
function workerCause(timeline: Timeline, operation: LoggedOperation): CauseDraft {
  const { name } = operation.started.data;
  const driver = driverOf(timeline, operation);
  if (driver?.includes('virtio_mem')) {
    return {
      kind: 'virtioMem',
      certainty: 'inferred',
      words: `virtio-mem's worker ${takesAway(name) ? 'shrinks' : 'grows'} the device to the size that the hypervisor asked for`,
      source: 'drivers/virtio/virtio_mem.c virtio_mem_run_wq(), v5.8 … v7.1',
      behind: BEYOND_THE_KERNEL,
    };
  }
  if (driver?.includes('kmem')) return { ...KMEM_CAUSE, behind: null };
  if (name === 'add_memory') {
    return {
      kind: 'acpi',
      certainty: 'inferred',
      words: 'an ACPI notification: a memory device (DIMM) was plugged in',
      source: 'drivers/acpi/acpi_memhotplug.c acpi_memory_enable_device(), v5.2 … v7.1',
      behind: BEYOND_THE_KERNEL,
    };
  }
  if (takesAway(name)) {
    return {
      kind: 'acpi',
      certainty: 'inferred',
      words:
        'an ACPI ejection: the worker takes every block of the memory device offline, twice if need be, then removes it',
      source: 'drivers/acpi/scan.c acpi_scan_hot_remove(), v5.2 … v7.1',
      behind: BEYOND_THE_KERNEL,
    };
  }
  return {
    kind: 'unknown',
    certainty: 'unknown',
    words: 'unknown, because a kernel worker did it, and the record does not show what queued the work',
  };
}

const KMEM_CAUSE: CauseDraft = {
  kind: 'kmem',
  certainty: 'inferred',
  words: 'the dax/kmem driver gives or takes back device memory as System RAM',
  source: 'drivers/dax/kmem.c dev_dax_kmem_probe(), v5.1 … v7.1',
};

/** The event that told user space of an operation's block, or else the one that made the block. */
function announcement(timeline: Timeline, operation: LoggedOperation): MemoryEvent | undefined {
  const start = startOf(timeline, operation);
  if (start === undefined) return undefined;
  for (let seq = operation.started.seq - 1; seq > 0; seq--) {
    const event = timeline.log.at(seq);
    if (event?.type !== 'blocks.created') continue;
    if (event.data.start <= start && start < event.data.start + event.data.size) return event;
  }
  return undefined;
}

function udevCause(timeline: Timeline, operation: LoggedOperation): CauseDraft {
  const event = announcement(timeline, operation);
  const maker = event && operationsIn(timeline.log).of(event);
  return {
    kind: 'udev',
    certainty: 'inferred',
    words: event
      ? `a udev rule, after the uevent for the block that event ${event.seq} made`
      : 'a udev rule, after a uevent that the record does not show',
    behind: maker ? causeOf(timeline, maker) : null,
  };
}

function taskCause(timeline: Timeline, operation: LoggedOperation): CauseDraft {
  const { name, args } = operation.started.data;
  const driver = driverOf(timeline, operation);
  if (name === 'online' || name === 'offline') {
    return {
      kind: 'sysfs',
      certainty: 'inferred',
      words: `a write to /sys/devices/system/memory/memory${args['block']}/state, or its file online`,
      source: 'drivers/base/memory.c state_store(), v5.2 … v7.1',
    };
  }
  if (name === 'memremap_pages' || name === 'memunmap_pages') {
    return { kind: 'driver', certainty: 'inferred', words: 'a driver of device memory, in a system call of this task' };
  }
  if (driver?.includes('kmem')) return KMEM_CAUSE;
  return {
    kind: 'systemCall',
    certainty: 'inferred',
    words: 'a system call of this task: the memory probe file, a driver bound or unbound, or a module',
  };
}

/** What set an operation going, and what that, as far as the record shows it. */
export function causeOf(timeline: Timeline, operation: LoggedOperation): Cause {
  const nested = nestedCause(timeline, operation);
  if (nested) return nested;
  const { actor } = operation.started;
  if (!actor) {
    if (operation.started.place === null && operation.started.timeNs === null) {
      return cause({ kind: 'model', certainty: 'seen', words: 'a command that the model was given' });
    }
    return unknownCause('the source does not tell which task did it');
  }
  const { task, pid } = actor;
  let draft: CauseDraft;
  if (isWorker(task)) draft = workerCause(timeline, operation);
  else if (isUdev(task)) draft = udevCause(timeline, operation);
  else draft = taskCause(timeline, operation);
  return cause({ ...draft, task, pid });
}
