import { and, assign, setup } from 'xstate';
import { guardsOf } from './guards/index.ts';
import type { Profile } from './kernel/profile.ts';
import { wholeMap } from './kernel/ranges.ts';
import { hex } from './kernel/units.ts';
import { type Origin, REMOVED, readMaps, type SectionFacts, type WrittenMaps, writtenMaps } from './section-facts.ts';

/** What can happen to one section. */
export type SectionEvent =
  /** `nid` is the node that the section was found on: before sparse_init() it shares the word with the flags. */
  | { readonly type: 'boot'; readonly ram: bigint; readonly nid?: number | null }
  | { readonly type: 'add'; readonly subsections: bigint; readonly altmap: boolean }
  | { readonly type: 'remove'; readonly subsections: bigint }
  | { readonly type: 'online' }
  | { readonly type: 'offline' }
  | { readonly type: 'deviceMap'; readonly subsections: bigint }
  | { readonly type: 'deviceUnmap'; readonly subsections: bigint }
  | { readonly type: 'taint' }
  /** No contiguous pages were free for the memmap: it came from vmalloc (mm/sparse.c populate_section_memmap(), v5.3 … v5.6). */
  | { readonly type: 'fallBack' };

/** Facts of a section that are numbers and maps, not states; and its origin, which guards of every region ask for. JSON. */
export interface SectionContext extends WrittenMaps {
  readonly profile: Profile;
  readonly origin: Origin;
}

type Step<T extends SectionEvent['type']> = {
  readonly context: SectionContext;
  readonly event: Extract<SectionEvent, { type: T }>;
};

/** The section as the memory model's guards see it: they are asked only of one that is present. */
const seen = (context: SectionContext): SectionFacts => ({
  ...readMaps(context),
  origin: context.origin,
  lifecycle: 'offline',
  device: 'none',
});

const rules = (context: SectionContext) => guardsOf(context.profile.memoryModel);

const machineSetup = setup({
  types: {
    context: {} as SectionContext,
    events: {} as SectionEvent,
    input: {} as Profile,
  },
  guards: {
    /** The memory model takes these sub-sections. */
    mayFill: ({ context, event }) =>
      event.type === 'add' && rules(context).mayFill(context.profile, seen(context), event).allowed,
    /** After the fill nothing is missing. */
    fillsWhole: ({ context, event }) => {
      if (event.type !== 'add') return false;
      const map = rules(context).mapAfterFill(context.profile, seen(context), event);
      return map === null || map === wholeMap(context.profile.geometry);
    },
    /** The memory model lets these sub-sections go. */
    mayClear: ({ context, event }) =>
      event.type === 'remove' && rules(context).mayClear(context.profile, seen(context), event.subsections).allowed,
    /** After the clear nothing is left. */
    clearsLast: ({ context, event }) =>
      event.type === 'remove' && rules(context).emptiedBy(context.profile, seen(context), event.subsections),
    /** Every sub-section of the section is populated, as far as the memory model keeps a map. */
    isWhole: ({ context }) => {
      const { map } = readMaps(context);
      return map === null || map === wholeMap(context.profile.geometry);
    },
    keepsBootUsage: ({ context }) => context.profile.traits.keepsBootUsage,
    taintsZoneDevice: ({ context }) => context.profile.traits.taintsZoneDevice,
    /** Boot comes once, before everything: it finds no section, nor one that was there. */
    isNew: ({ context }) => context.origin === 'none',
    /** The boot-time node id reaches the taint bit (include/linux/mmzone.h SECTION_NID_SHIFT 3, v5.12 … v5.14). */
    nidReachesTaint: ({ context, event }) =>
      event.type === 'boot' && context.profile.traits.bootNidOverlapsTaint && ((event.nid ?? 0) & 2) !== 0,
    unmapsLastDevice: ({ context, event }) =>
      event.type === 'deviceUnmap' && (readMaps(context).deviceMap & ~event.subsections) === 0n,
  },
  actions: {
    fillFromBoot: assign(({ context, event }) => {
      const { ram } = event as Step<'boot'>['event'];
      const { profile } = context;
      const map = rules(context).mapAtBoot(profile, ram);
      const memmap = { backing: 'boot' as const, populated: wholeMap(profile.geometry) };
      return { origin: 'boot' as const, ...writtenMaps({ ...readMaps(context), map, memmap }) };
    }),
    fill: assign(({ context, event }) => {
      const fill = event as Step<'add'>['event'];
      const section = seen(context);
      const change = rules(context).memmapAfterFill(context.profile, section, fill);
      return writtenMaps({
        map: rules(context).mapAfterFill(context.profile, section, fill),
        deviceMap: section.deviceMap,
        memmap: change.memmap,
        leakedBytes: section.leakedBytes + change.leakedBytes,
      });
    }),
    clear: assign(({ context, event }) => {
      const { subsections } = event as Step<'remove'>['event'];
      const section = seen(context);
      const change = rules(context).memmapAfterClear(context.profile, section, subsections);
      return writtenMaps({
        map: rules(context).mapAfterClear(context.profile, section, subsections),
        deviceMap: section.deviceMap & ~subsections,
        memmap: change.memmap,
        leakedBytes: section.leakedBytes + change.leakedBytes,
      });
    }),
    useVmalloc: assign(({ context: { memmap } }) => ({ memmap: { ...memmap, backing: 'vmalloc' as const } })),
    mapDevice: assign(({ context, event }) => ({
      deviceMap: hex(readMaps(context).deviceMap | (event as Step<'deviceMap'>['event']).subsections),
    })),
    unmapDevice: assign(({ context, event }) => ({
      deviceMap: hex(readMaps(context).deviceMap & ~(event as Step<'deviceUnmap'>['event']).subsections),
    })),
    /** Keeps the origin readable for the guards of the other regions. */
    setOrigin: assign((_, { origin }: { readonly origin: Origin }) => ({ origin })),
  },
});

const mayFillWhole = and(['mayFill', 'fillsWhole']);
const mayClearLast = and(['mayClear', 'clearsLast']);
const become = (origin: Origin) => ({ type: 'setOrigin' as const, params: { origin } });

/**
 * The statechart of one section. Three facts of the kernel are independent of each other, so three regions run side by side:
 * `lifecycle` (how much is populated, and is it online), `origin` (whose usage map it is), `device` (ZONE_DEVICE in it).
 * Source: mm/sparse.c section_activate(), section_deactivate(), online_mem_sections(), offline_mem_sections(), v5.2 … v7.1.
 */
export const sectionMachine = machineSetup.createMachine({
  id: 'section',
  type: 'parallel',
  context: ({ input }) => ({
    profile: input,
    origin: 'none',
    ...writtenMaps(REMOVED),
  }),
  states: {
    lifecycle: {
      initial: 'removed',
      states: {
        removed: {
          on: {
            boot: { guard: 'isNew', target: 'online', actions: 'fillFromBoot' },
            add: [
              { guard: 'fillsWhole', target: 'offline', actions: 'fill' },
              { target: 'partiallyPopulated', actions: 'fill' },
            ],
          },
        },
        partiallyPopulated: {
          on: {
            add: [
              { guard: mayFillWhole, target: 'offline', actions: 'fill' },
              { guard: 'mayFill', target: 'partiallyPopulated', actions: 'fill' },
            ],
            remove: [
              { guard: mayClearLast, target: 'removed', actions: 'clear' },
              { guard: 'mayClear', target: 'partiallyPopulated', actions: 'clear' },
            ],
            online: { target: 'online' },
          },
        },
        offline: {
          on: {
            add: { guard: 'mayFill', target: 'offline', actions: 'fill' },
            remove: [
              { guard: 'clearsLast', target: 'removed', actions: 'clear' },
              { target: 'partiallyPopulated', actions: 'clear' },
            ],
            online: { target: 'online' },
            fallBack: { actions: 'useVmalloc' },
          },
        },
        online: {
          on: {
            add: { guard: 'mayFill', target: 'online', actions: 'fill' },
            remove: [
              { guard: mayClearLast, target: 'removed', actions: 'clear' },
              { guard: 'mayClear', target: 'online', actions: 'clear' },
            ],
            offline: [{ guard: 'isWhole', target: 'offline' }, { target: 'partiallyPopulated' }],
          },
        },
      },
    },
    origin: {
      initial: 'none',
      states: {
        none: {
          on: {
            boot: { target: 'boot' },
            add: { target: 'hotplug', actions: become('hotplug') },
          },
        },
        boot: {
          on: {
            remove: {
              guard: mayClearLast,
              target: 'bootUsageKept',
              actions: become('bootUsageKept'),
            },
          },
        },
        hotplug: {
          on: {
            remove: { guard: mayClearLast, target: 'none', actions: become('none') },
          },
        },
        bootUsageKept: {
          on: {
            add: { target: 'hotplugOnBootUsage', actions: become('hotplugOnBootUsage') },
          },
        },
        hotplugOnBootUsage: {
          on: {
            remove: [
              {
                guard: and(['mayClear', 'clearsLast', 'keepsBootUsage']),
                target: 'bootUsageKept',
                actions: become('bootUsageKept'),
              },
              { guard: mayClearLast, target: 'none', actions: become('none') },
            ],
          },
        },
      },
    },
    device: {
      initial: 'none',
      states: {
        none: {
          on: {
            boot: { guard: and(['isNew', 'nidReachesTaint']), target: 'tainted' },
            deviceMap: { target: 'mapped', actions: 'mapDevice' },
            taint: { guard: 'taintsZoneDevice', target: 'tainted' },
          },
        },
        mapped: {
          on: {
            deviceMap: { target: 'mapped', actions: 'mapDevice' },
            deviceUnmap: [
              { guard: 'unmapsLastDevice', target: 'none', actions: 'unmapDevice' },
              { target: 'mapped', actions: 'unmapDevice' },
            ],
            taint: { guard: 'taintsZoneDevice', target: 'tainted' },
            remove: { guard: mayClearLast, target: 'none' },
          },
        },
        tainted: {
          on: {
            deviceMap: { target: 'tainted', actions: 'mapDevice' },
            deviceUnmap: { target: 'tainted', actions: 'unmapDevice' },
            remove: { guard: mayClearLast, target: 'none' },
          },
        },
      },
    },
  },
});

/**
 * The same statechart for what a kernel was seen to do: facts win over the model, so no memory model is asked. Whoever records
 * the fact asks the model first, and writes a divergence where it says no.
 */
export const followedSectionMachine = sectionMachine.provide({
  guards: {
    mayFill: ({ event }) => event.type === 'add',
    mayClear: ({ event }) => event.type === 'remove',
  },
});
