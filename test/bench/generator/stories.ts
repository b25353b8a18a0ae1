import type { Outcome } from '../../../machines/operations/context.ts';
import type { OnlineKind } from '../../../machines/operations/memory.ts';
import type { Environment } from '../../../src/memory/commands.ts';
import type { Machine, Node, PmemSite, Site } from './machine.ts';
import type { Random } from './random.ts';
import type { Wish } from './situation.ts';
import type { Task } from './tasks.ts';
import type { Wishes } from './wishes.ts';

/** One thing that is asked of the kernel, and how long after the one before, on average; nanoseconds. */
export interface Step {
  readonly site: Site;
  readonly wish: Wish;
  readonly pauseNs: number;
}

/** A piece of work on a machine, by one process, step after step; each hears how the step before ended. */
export type Story = Generator<Step, void, Outcome>;

export interface Told {
  readonly task: Task;
  readonly story: Story;
}

const MICROSECOND = 1e3;
const MILLISECOND = 1e6;
const SECOND = 1e9;

/** Why offlining fails, as often as it does: mostly a page that stays where it is. */
const OFFLINE_TROUBLE: readonly [Environment, ...Environment[]] = [
  { unmovablePage: { errno: 'EBUSY' } },
  { unmovablePage: { errno: 'EBUSY' } },
  { unmovablePage: { errno: 'EBUSY' } },
  { offlineFailedLate: { errno: 'EBUSY' } },
  { signal: { errno: 'EINTR' } },
  { notifierVeto: { errno: 'EBUSY' } },
];

const ADD_TROUBLE: readonly [Environment, ...Environment[]] = [
  { resourceNotReserved: { errno: 'EEXIST' } },
  { pageTableFailed: { errno: 'ENOMEM' } },
  { blockDeviceFailed: { errno: 'ENOMEM' } },
];

const done = ({ kind }: Outcome): boolean => kind === 'done';

/** Offlines a block as people do: again, until it works or they give up. */
function* offlinedWithRetries(site: Site, block: number, wishes: Wishes, random: Random): Story {
  for (let tries = 0; tries < 4 && random.chance(0.12); tries++) {
    yield { site, wish: wishes.offline(block, random.pick(OFFLINE_TROUBLE)), pauseNs: 3 * MILLISECOND };
  }
  yield { site, wish: wishes.offline(block), pauseNs: 20 * MILLISECOND };
}

/** A DIMM, or CXL memory that a driver gives to the kernel: put in and onlined block by block, or taken out again. */
function* slotStory(site: Site, wishes: Wishes, random: Random): Story {
  const { blocks } = site.kind;
  const cxl = site.block % 3 === 0;
  const kind: OnlineKind = site.block % 2 === 0 ? 'online_movable' : 'online_kernel';
  const how = { driverName: cxl ? 'System RAM (kmem)' : null, ownMemmap: cxl, autoOnline: null };
  const { there, online } = site.situation;
  if (there === 0) {
    if (random.chance(0.05)) yield { site, wish: wishes.addOddly(), pauseNs: SECOND };
    if (random.chance(0.08)) yield { site, wish: wishes.add(blocks, how, random.pick(ADD_TROUBLE)), pauseNs: SECOND };
    yield { site, wish: wishes.add(blocks, how), pauseNs: 2 * SECOND };
    if (random.chance(0.1)) yield { site, wish: wishes.add(blocks, how), pauseNs: SECOND };
  }
  // Onlined from below, offlined from above: what is online is always the lowest part.
  const wanted = there > 0 && online === blocks && random.chance(0.7) ? 0 : blocks;
  for (let block = online; block < wanted; block++) {
    if (random.chance(0.02)) {
      yield { site, wish: wishes.online(block, kind, { notifierVeto: { errno: 'ENOMEM' } }), pauseNs: 5 * MILLISECOND };
    }
    yield { site, wish: wishes.online(block, kind), pauseNs: 8 * MILLISECOND };
    if (random.chance(0.01)) yield { site, wish: wishes.online(block, kind), pauseNs: 2 * MILLISECOND };
  }
  if (wanted > 0) return;
  if (random.chance(0.1)) yield { site, wish: wishes.remove(blocks), pauseNs: SECOND };
  if (!cxl && random.chance(0.2)) {
    yield { site, wish: wishes.offlineAndRemove(blocks, undefined), pauseNs: SECOND };
    return;
  }
  for (let block = online - 1; block >= 0; block--) {
    yield* offlinedWithRetries(site, block, wishes, random);
    if (random.chance(0.01)) yield { site, wish: wishes.offline(block), pauseNs: MILLISECOND };
    // Somebody thought better of it: the rest stays online, and what went comes back another time.
    if (random.chance(0.01)) return;
  }
  if (random.chance(0.9)) yield { site, wish: wishes.remove(blocks), pauseNs: SECOND };
}

/** A virtio-mem device goes to another size, block by block: up from below, down from above, past what can't be moved. */
function* virtioStory(sites: readonly Site[], wishes: Wishes, random: Random): Story {
  const plugged = sites.filter((site) => site.situation.there > 0);
  const wanted = random.below(sites.length + 1);
  const how = {
    driverName: 'System RAM (virtio_mem)',
    ownMemmap: false,
    autoOnline: random.chance(0.8) ? 'online_movable' : null,
  } as const;
  let count = plugged.length;
  for (const site of sites) {
    if (count >= wanted) break;
    if (site.situation.there === 0) {
      if (random.chance(0.01)) yield { site, wish: wishes.add(1, how, random.pick(ADD_TROUBLE)), pauseNs: SECOND };
      yield { site, wish: wishes.add(1, how), pauseNs: 4 * MILLISECOND };
      count++;
    }
    if (site.situation.online === 0) {
      yield { site, wish: wishes.online(0, 'online_movable'), pauseNs: 900 * MICROSECOND };
    }
  }
  for (const site of plugged.toReversed()) {
    if (count <= wanted) break;
    const trouble = random.chance(0.08) ? random.pick(OFFLINE_TROUBLE) : undefined;
    if (done(yield { site, wish: wishes.offlineAndRemove(1, trouble), pauseNs: 15 * MILLISECOND })) count--;
  }
}

/** Namespaces are mapped and let go, whole sections or not; now and then one that is mapped already, or lies over RAM. */
function* pmemStory(site: PmemSite, wishes: Wishes, random: Random): Story {
  for (let round = 1 + random.below(6); round > 0; round--) {
    const range = site.namespaces[random.below(site.namespaces.length)];
    if (!range) return;
    const mapped = site.situation.claims.some(({ first }) => first === range.first);
    if (!mapped) {
      if (random.chance(0.04)) {
        yield { site, wish: wishes.mapDevice(range, { deviceSetupFailed: { errno: 'ENOMEM' } }), pauseNs: SECOND };
      }
      yield { site, wish: wishes.mapDevice(range), pauseNs: 3 * SECOND };
      continue;
    }
    if (random.chance(0.06)) yield { site, wish: wishes.mapDevice(range), pauseNs: SECOND };
    yield { site, wish: wishes.unmapDevice(range), pauseNs: 2 * SECOND };
  }
  const [ram] = site.kind.ram;
  if (ram && random.chance(0.1)) yield { site, wish: wishes.mapDevice(ram), pauseNs: SECOND };
}

/** Boot memory: what is kept movable goes offline and comes back; what is not, and what has a hole, refuses. */
function* bootStory({ movable, kept }: Node, wishes: Wishes, random: Random): Story {
  const stays = kept[random.below(kept.length)];
  if (stays && random.chance(0.3)) {
    yield { site: stays, wish: wishes.offline(0, { unmovablePage: { errno: 'EBUSY' } }), pauseNs: 200 * MILLISECOND };
  }
  for (let count = 1 + random.below(8); count > 0; count--) {
    const site = movable[random.below(movable.length)];
    if (!site) return;
    if (site.situation.online === 0) {
      yield { site, wish: wishes.online(0, 'online_movable'), pauseNs: 100 * MILLISECOND };
    } else yield* offlinedWithRetries(site, 0, wishes, random);
  }
}

/** What is done to a machine, one piece of work after the other, for ever. */
export function* stories(machine: Machine, wishes: Wishes, random: Random): Generator<Told, never> {
  for (;;) {
    const node = machine.nodes[random.below(machine.nodes.length)];
    if (!node) throw new Error('a machine without nodes');
    const die = random.next();
    const slot = node.slots[random.below(node.slots.length)];
    const pmem = node.pmem[random.below(node.pmem.length)];
    if (die < 0.1) yield { task: 'virtio', story: virtioStory(node.virtio, wishes, random) };
    else if (die < 0.6 && slot) {
      yield { task: random.pick(['udev', 'shell', 'daxctl', 'acpi']), story: slotStory(slot, wishes, random) };
    } else if (die < 0.85 && pmem) yield { task: 'ndctl', story: pmemStory(pmem, wishes, random) };
    else yield { task: 'shell', story: bootStory(node, wishes, random) };
  }
}
