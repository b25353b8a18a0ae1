import { z } from 'zod';
import type { OperationName } from '../../../events/catalogue.ts';

/** A quantity: text with a unit, or a plain number of bytes. */
const quantity = z.union([z.string(), z.number()]);
const nid = z.int().min(0).max(1023).default(0);
const block = z.int().nonnegative();
const errno = z.enum(['EPERM', 'ENOMEM', 'EBUSY', 'EINVAL', 'EEXIST', 'EAGAIN', 'EINTR', 'EIO', 'ENODEV']);

/** What the environment decides about one step; nothing set means that all goes well. */
export const environment = z.strictObject({
  allocation_fails_at: quantity.optional().describe('address of the piece whose memmap can not be allocated'),
  altmap_too_small_at: quantity.optional().describe('address of the piece at which the altmap is used up'),
  no_contiguous_pages_at: quantity
    .optional()
    .describe('address of the piece whose memmap finds no contiguous pages: classic up to 5.6 takes vmalloc'),
  page_table_fails: errno.optional().describe('the linear mapping can not be built'),
  block_device_fails: errno.optional().describe('a memory block device can not be made'),
  veto: errno.optional().describe('a memory notifier says no'),
  unmovable_page: z.boolean().optional().describe('a page of the block can not be moved'),
  signal: z.boolean().optional().describe('a signal comes while pages are migrated'),
  zone: z.string().optional().describe('the zone that the kernel chooses'),
});

const span = { start: quantity, size: quantity };
const when = { environment: environment.optional() };

/** Fields of each command: a kernel function, or a write to a block's state file. */
export const COMMAND_FIELDS = {
  add_memory: z.strictObject({
    ...span,
    ...when,
    nid,
    memmap_on_memory: z.boolean().default(false),
    merge: z.boolean().default(false),
    driver: z.string().optional(),
    auto_online: z.enum(['online', 'online_kernel', 'online_movable']).optional(),
  }),
  arch_add_memory: z.strictObject({ ...span, ...when, nid, altmap: z.boolean().default(false) }),
  remove_memory: z.strictObject({ ...span, ...when }),
  arch_remove_memory: z.strictObject({ ...span, ...when }),
  offline_and_remove_memory: z.strictObject({ ...span, ...when }),
  online: z.strictObject({
    block,
    ...when,
    kind: z.enum(['online', 'online_kernel', 'online_movable']).default('online'),
  }),
  offline: z.strictObject({ block, ...when }),
  memremap_pages: z.strictObject({ ...span, ...when, nid, altmap: z.boolean().default(false) }),
  memunmap_pages: z.strictObject({ ...span, ...when }),
} satisfies Readonly<Record<OperationName, z.ZodObject>>;

/** One command of a scenario, under its name. */
export const stepShape = z.union([
  z.strictObject({ add_memory: COMMAND_FIELDS.add_memory }),
  z.strictObject({ arch_add_memory: COMMAND_FIELDS.arch_add_memory }),
  z.strictObject({ remove_memory: COMMAND_FIELDS.remove_memory }),
  z.strictObject({ arch_remove_memory: COMMAND_FIELDS.arch_remove_memory }),
  z.strictObject({ offline_and_remove_memory: COMMAND_FIELDS.offline_and_remove_memory }),
  z.strictObject({ online: COMMAND_FIELDS.online }),
  z.strictObject({ offline: COMMAND_FIELDS.offline }),
  z.strictObject({ memremap_pages: COMMAND_FIELDS.memremap_pages }),
  z.strictObject({ memunmap_pages: COMMAND_FIELDS.memunmap_pages }),
]);

/** A scenario: a machine at boot, and commands for the model to decide. */
export const scenarioShape = z.strictObject({
  name: z.string().optional(),
  about: z.string().optional(),
  /** Profiles that show the point, the first for `simulate`, all for `compare`. */
  profiles: z.array(z.string()).min(1).optional(),
  machine: z
    .strictObject({
      arch: z.enum(['x86_64', 'arm64', 'ppc64', 's390', 'riscv64', 'loongarch', 'sparc64']).default('x86_64'),
      page_size: quantity.optional(),
      block_size: quantity.optional(),
      nodes: z.int().min(1).max(1024).default(1),
      memmap_on_memory: z.boolean().default(false),
      debug_vm: z.boolean().default(false),
      hypervisor: z.boolean().default(true),
      /** Addresses of pages that memory failures took out of use before the first step. */
      poisoned: z.array(quantity).default([]),
      /** Boot RAM. */
      ram: z.array(z.strictObject({ ...span, nid })).default([]),
    })
    .prefault({}),
  steps: z.array(stepShape),
});

export type ScenarioDocument = z.output<typeof scenarioShape>;
export type ScenarioStep = z.output<typeof stepShape>;
export type EnvironmentDocument = z.output<typeof environment>;
