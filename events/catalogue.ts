import { z } from 'zod';
import { ARCHITECTURES } from '../machines/kernel/geometry.ts';
import {
  ENVIRONMENT_REASONS,
  type EnvironmentReason,
  OPERATIONS,
  type OperationName,
} from '../machines/operations/context.ts';
import {
  argsField,
  blockField,
  byteRange,
  bytesField,
  countField,
  cpuField,
  durationField,
  errnoField,
  fileField,
  longDurationField,
  nidField,
  notifierActionField,
  operationField,
  operationRef,
  pageRange,
  parentField,
  pfnField,
  quotationField,
  resourceRange,
  termField,
  textField,
  zoneField,
} from './fields.ts';
import { type Field, fieldsOf, ofKind } from './kinds.ts';

export { ENVIRONMENT_REASONS, type EnvironmentReason, OPERATIONS, type OperationName };

/**
 * Role of an event for a follower of memory. `begins` and `ends`: it is the first or the last word of an operation. `fact`:
 * the state of memory follows it. `evidence`: it tells of memory, which stays as it is; its operation may have come further.
 */
export type Role = 'begins' | 'ends' | 'fact' | 'evidence';

function define<const Type extends string, const R extends Role, Shape extends z.ZodRawShape>(
  type: Type,
  role: R,
  meaning: string,
  shape: Shape,
) {
  const data = z.strictObject(shape);
  return { type, role, version: 1, meaning, data, fields: fieldsOf(data) } as const;
}

/** Every event: its name, its version, its meaning in one line, and the shape of its data. One event is one thing the kernel did. */
export const CATALOGUE = [
  define('kernel.described', 'fact', 'which kernel this is: profile, block size, and what its command line decides', {
    profile: termField,
    /** What the profile is built from again when a log is opened. */
    machine: z.strictObject({
      row: termField,
      release: termField,
      arch: z.enum(ARCHITECTURES),
      pageBytes: ofKind('size', z.int().positive()),
      maxPhysmemBits: ofKind('count', z.int().positive()),
      memSectionBytes: ofKind('size', z.int().positive()),
      debugVm: z.boolean(),
      shown: ofKind('term', z.record(z.string(), z.union([z.string(), z.boolean()]))),
    }),
    blockBytes: bytesField,
    possibleNodes: ofKind('count', z.int().positive()).nullable(),
    ownMemmapParameter: z.boolean().nullable(),
    memLimit: bytesField.nullable(),
  }),
  define('memory.booted', 'fact', 'RAM that the kernel found at boot: its sections are early', {
    ram: z.array(z.strictObject({ ...pageRange, nid: nidField })),
    early: z.enum(['known', 'assumed']),
  }),
  define('memory.found', 'fact', 'memory that was hot-added before the record began', { ...pageRange, nid: nidField }),
  define('resources.found', 'fact', 'the lines of /proc/iomem when the record began', {
    lines: z.array(z.strictObject({ ...resourceRange, name: termField, depth: countField })),
  }),
  define('block.found', 'fact', 'a memory block as sysfs listed it when the record began', {
    block: blockField,
    state: z.enum(['offline', 'online', 'goingOffline']),
    zone: zoneField.nullable(),
    oneZone: z.boolean().nullable(),
    nid: nidField,
  }),
  define('operation.started', 'begins', 'somebody asked the kernel for an operation', {
    operation: operationField,
    parent: parentField,
    name: z.enum(OPERATIONS),
    args: argsField,
  }),
  define('operation.finished', 'ends', 'the operation succeeded', { operation: operationField }),
  define('operation.refused', 'ends', 'the kernel said no before it changed anything', {
    operation: operationField,
    guard: termField,
    errno: errnoField.nullable(),
    reason: textField,
    source: termField,
    message: textField.nullable(),
  }),
  define('operation.failed', 'ends', 'the operation failed part-way', {
    operation: operationField,
    errno: errnoField,
    environment: z.enum(ENVIRONMENT_REASONS).nullable(),
    reason: textField,
    orphans: z.boolean(),
  }),
  define('operation.unreturned', 'ends', 'the record ends, or has a hole, before the operation returned', {
    operation: operationField,
  }),
  define('resource.reserved', 'fact', 'a System RAM line entered /proc/iomem', {
    operation: operationRef,
    ...byteRange,
    name: termField,
    mergeable: z.boolean(),
  }),
  define('resource.released', 'fact', 'a System RAM line was given back', { operation: operationRef, ...byteRange }),
  define('pages.added', 'fact', 'sub-sections were populated: memmap, map bits, present and valid', {
    operation: operationRef,
    ...pageRange,
    nid: nidField,
    altmap: z.boolean(),
  }),
  define('pages.removed', 'fact', 'sub-sections were taken away', { operation: operationRef, ...pageRange }),
  define('pages.notRemoved', 'evidence', 'the kernel warned and removed nothing; the caller never learns', {
    operation: operationRef,
    ...pageRange,
    guard: termField,
    reason: textField,
    message: textField.nullable(),
  }),
  define('sections.onlined', 'fact', 'sections got their online flag', { operation: operationRef, ...pageRange }),
  define('sections.offlined', 'fact', 'sections lost their online flag', { operation: operationRef, ...pageRange }),
  define('section.tainted', 'fact', 'an unaligned ZONE_DEVICE edge lies in this section', {
    operation: operationRef,
    pfn: pfnField,
  }),
  define('blocks.created', 'fact', 'memory block devices appeared, offline', {
    operation: operationRef,
    ...byteRange,
    nid: nidField,
    ownMemmap: z.boolean(),
  }),
  define('blocks.removed', 'fact', 'memory block devices went away', { operation: operationRef, ...byteRange }),
  define('block.goingOnline', 'fact', 'a block is being onlined', { operation: operationRef, block: blockField }),
  define('block.onlined', 'fact', 'a block is online', {
    operation: operationRef,
    block: blockField,
    zone: zoneField.nullable(),
  }),
  define('block.onlineCancelled', 'fact', 'onlining failed: the block is offline again', {
    operation: operationRef,
    block: blockField,
  }),
  define('block.goingOffline', 'fact', 'a block is being offlined', { operation: operationRef, block: blockField }),
  define('block.offlined', 'fact', 'a block is offline', { operation: operationRef, block: blockField }),
  define('block.offlineCancelled', 'fact', 'offlining failed: the block is online again', {
    operation: operationRef,
    block: blockField,
  }),
  define('block.poisoned', 'fact', 'a page of the block was taken out of use after a memory failure', {
    operation: operationRef,
    block: blockField,
  }),
  define('memmap.fellBack', 'fact', 'no contiguous pages were free: the memmap of these pages came from vmalloc', {
    operation: operationRef,
    ...pageRange,
  }),
  define('zone.joined', 'fact', 'pages entered a zone', { operation: operationRef, ...pageRange, zone: zoneField }),
  define('zone.left', 'fact', 'pages left a zone', { operation: operationRef, ...pageRange, zone: zoneField }),
  define('device.claimed', 'fact', 'a dev_pagemap took a range of pages', { operation: operationRef, ...pageRange }),
  define('device.released', 'fact', 'a range of pages has no dev_pagemap any more', {
    operation: operationRef,
    ...pageRange,
  }),
  define('pages.isolated', 'evidence', 'pageblocks were set aside for offlining, or could not be', {
    operation: operationRef,
    ...pageRange,
    errno: errnoField.nullable(),
  }),
  define('notifier.called', 'fact', 'the memory notifier chain was told', {
    operation: operationRef,
    action: notifierActionField,
  }),
  define('notifier.vetoed', 'fact', 'a memory notifier said no', {
    operation: operationRef,
    action: notifierActionField,
    errno: errnoField,
  }),
  define('mark.set', 'evidence', 'the recorder set a mark: the state here was dumped as that step', {
    step: countField.nullable(),
    name: textField,
  }),
  define('events.lost', 'fact', 'the source says that it lost events: what they did is unknown', {
    count: countField.nullable(),
    cpu: cpuField,
  }),
  define(
    'divergence.found',
    'evidence',
    'the kernel did what the model says it could not: the state follows the kernel',
    {
      operation: operationRef,
      kernel: textField,
      model: textField,
      reason: textField,
    },
  ),
  define('kernel.crashed', 'fact', 'the kernel stopped here', {
    operation: operationRef,
    message: textField,
    source: termField,
  }),
  define(
    'clock.joined',
    'evidence',
    'times of another file were put on the clock of this log: by how much, and how far that can be trusted',
    {
      file: fileField,
      kind: z.enum(['trace', 'kernelLog', 'uevents', 'lsmem']),
      /** `boot`: it counted from boot, as the kernel's clocks do. `wall`: it told the time of day. */
      clock: z.enum(['boot', 'wall']),
      /** What was added to each of its times. */
      offsetNs: longDurationField,
      /** How far the offset may be wrong; null where nothing told. */
      errorNs: durationField.nullable(),
      /** Lines that tell of something which this log shows too, and how many of them fit the offset. */
      evidence: countField,
      agreed: countField,
      /** Events that were made of the file, and the lines or messages that are not about memory. */
      events: countField,
      leftAlone: countField,
    },
  ),
  define(
    'kernel.said',
    'evidence',
    'a line of the kernel log about memory hotplug: evidence beside a trace, which it does not change',
    {
      text: textField,
      /** The bytes that the line names, if it names any. */
      about: z.strictObject(byteRange).nullable(),
    },
  ),
  define(
    'page.dumped',
    'evidence',
    'the kernel described a page in its log, as it does for one that can not be moved',
    {
      pfn: pfnField,
      /** Its flags, in hexadecimal and by name, as they were printed; null where they were not. */
      flags: termField.nullable(),
      reason: textField.nullable(),
    },
  ),
  define(
    'uevent.sent',
    'evidence',
    'the kernel told user space of a memory block: evidence beside a trace, which it does not change',
    {
      action: z.enum(['add', 'remove', 'online', 'offline', 'change']),
      block: blockField,
      seqnum: countField.nullable(),
    },
  ),
  define(
    'sources.disagreed',
    'evidence',
    'a second source tells of a block what the trace does not show: the state follows the trace',
    {
      block: blockField,
      said: termField,
      shown: termField,
    },
  ),
  define('line.notUnderstood', 'evidence', 'a line of the source that could not be read', { text: quotationField }),
] as const;

type Entry = (typeof CATALOGUE)[number];
export type EventType = Entry['type'];
/** The types of events that have a role. */
export type TypeOfRole<R extends Role> = Extract<Entry, { role: R }>['type'];
/** Data of one event type, as validated. */
export type EventData<T extends EventType> = z.output<Extract<Entry, { type: T }>['data']>;

const BY_TYPE: ReadonlyMap<string, Entry> = new Map(CATALOGUE.map((entry) => [entry.type, entry]));

/** The catalogue's entry for a type, or undefined for a name that no event has. */
export const catalogueEntry = (type: string): Entry | undefined => BY_TYPE.get(type);

/** Role of the events of a type. */
export const roleOf = (type: EventType): Role => catalogueEntry(type)?.role ?? 'evidence';

/** Fields of a type's data, in the order of its schema. */
export const fieldsOfType = (type: EventType): readonly Field[] => catalogueEntry(type)?.fields ?? [];
