import { decided, type EventDraft } from '../../../events/event.ts';
import { blockGeometry, memoryBlockBytes } from '../../../machines/kernel/block-size.ts';
import { describeProfile, type Profile } from '../../../machines/kernel/profile.ts';
import { type BlockGeometry, blockOf, sectionsOf } from '../../../machines/kernel/ranges.ts';
import { blockNr, bytes, pfn } from '../../../machines/kernel/units.ts';
import { QuantityProblem } from './commands.ts';
import { parseQuantity } from './quantity.ts';
import type { ScenarioDocument } from './shape.ts';

type Machine = ScenarioDocument['machine'];

interface Ram {
  readonly start: number;
  readonly size: number;
  readonly nid: number;
}

/** An address or size below the end of the address space. @throws QuantityProblem for a text that is none. */
function addressIn(profile: Profile, path: readonly PropertyKey[], text: string | number): number {
  const answer = parseQuantity(text, profile.geometry);
  if (!answer.ok) throw new QuantityProblem(path, JSON.stringify(text), answer.reason);
  const { maxPhysmemBits } = profile.geometry;
  if (answer.value <= 1n << BigInt(maxPhysmemBits)) return Number(answer.value);
  throw new QuantityProblem(path, JSON.stringify(text), `memory below 2^${maxPhysmemBits} bytes`);
}

function ramOf(profile: Profile, machine: Machine): readonly Ram[] {
  return machine.ram.map(({ start, size, nid }, index) => {
    const read = (name: 'start' | 'size', text: string | number): number =>
      addressIn(profile, ['machine', 'ram', index, name], text);
    return { start: read('start', start), size: read('size', size), nid };
  });
}

/** The block size of a scenario's machine: its own, or what the kernel would choose. */
export function blocksOfMachine(profile: Profile, machine: Machine): BlockGeometry {
  const ram = ramOf(profile, machine);
  const end = Math.max(0, ...ram.map(({ start, size }) => start + size));
  let wanted: number = memoryBlockBytes(profile.geometry, profile.traits.bareMetal2GiBBlocks, {
    endOfBootRam: end,
    hypervisor: machine.hypervisor,
  });
  const path = ['machine', 'block_size'];
  if (machine.block_size !== undefined) {
    const answer = parseQuantity(machine.block_size, profile.geometry);
    if (!answer.ok) throw new QuantityProblem(path, JSON.stringify(machine.block_size), answer.reason);
    wanted = Number(answer.value);
  }
  const answer = blockGeometry(profile.geometry, wanted);
  if (answer.ok) return answer.blocks;
  throw new QuantityProblem(path, JSON.stringify(machine.block_size ?? wanted), answer.reason);
}

/** Blocks in which memory failures took pages out of use. */
const poisonedBlocks = (profile: Profile, { blockBytes }: BlockGeometry, { poisoned }: Machine): readonly number[] => [
  ...new Set(
    poisoned.map((text, index) => Math.floor(addressIn(profile, ['machine', 'poisoned', index], text) / blockBytes)),
  ),
];

const FOUR_GIB = 2 ** 32;

/** x86 has DMA and DMA32 in its first block, so that one has no single zone, and DMA32 up to 4 GiB. */
function zoneAtBoot(profile: Profile, blocks: BlockGeometry, block: number): { zone: string | null; oneZone: boolean } {
  if (profile.geometry.arch !== 'x86_64') return { zone: 'Normal', oneZone: true };
  if (block === 0) return { zone: null, oneZone: false };
  return { zone: block * blocks.blockBytes < FOUR_GIB ? 'DMA32' : 'Normal', oneZone: true };
}

/** The events that bring a scenario's machine up: what a recording's beginning says of a real one. */
export function bootEvents(profile: Profile, blocks: BlockGeometry, machine: Machine): readonly EventDraft[] {
  const ram = ramOf(profile, machine);
  const { geometry } = profile;
  const ranges = ram.map(({ start, size, nid }) => {
    const first = Math.ceil(start / geometry.pageBytes);
    return { pfn: pfn(first), nrPages: Math.floor((start + size) / geometry.pageBytes) - first, nid };
  });
  const lines = ram.map(({ start, size }) => ({
    start: bytes(start),
    size: bytes(size),
    name: 'System RAM',
    depth: 0,
  }));
  const there = new Map<number, number>();
  for (const range of ranges) {
    for (const section of sectionsOf(geometry, range)) there.set(blockOf(blocks, section), range.nid);
  }
  return [
    decided('kernel.described', {
      profile: profile.name,
      machine: describeProfile(profile),
      blockBytes: bytes(blocks.blockBytes),
      possibleNodes: machine.nodes,
      ownMemmapParameter: machine.memmap_on_memory,
      memLimit: null,
    }),
    decided('resources.found', { lines }),
    ...(ranges.length > 0 ? [decided('memory.booted', { ram: ranges, early: 'known' })] : []),
    ...[...there].map(([block, nid]) =>
      decided('block.found', { block: blockNr(block), state: 'online', nid, ...zoneAtBoot(profile, blocks, block) }),
    ),
    ...poisonedBlocks(profile, blocks, machine)
      .filter((block) => there.has(block))
      .map((block) => decided('block.poisoned', { operation: null, block: blockNr(block) })),
  ];
}
