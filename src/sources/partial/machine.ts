import { SourceError } from '../../../events/problem.ts';
import { blockGeometry, memoryBlockBytes } from '../../../machines/kernel/block-size.ts';
import type { Profile } from '../../../machines/kernel/profile.ts';
import type { BlockGeometry } from '../../../machines/kernel/ranges.ts';
import type { BootLog } from '../boot/dmesg.ts';
import type { ListedBlock } from '../boot/memory-blocks.ts';
import type { LsmemSnapshot } from '../lsmem/read.ts';
import { profileOfRecording } from '../profile-of.ts';

/** The kernel that a log from boot names, in the memory model that was asked for; otherwise the profile that was asked for. */
export function profileOfPartial(boot: BootLog | null, asked: Profile, file: string): Profile {
  if (boot?.release == null) return asked;
  const { release, version, commandLine } = boot;
  return profileOfRecording(
    {
      kernelRelease: release,
      config: { CONFIG_SPARSEMEM_VMEMMAP: asked.memoryModel === 'vmemmap' ? 'y' : 'n' },
      ...(version === null ? {} : { kernelVersion: version }),
      ...(commandLine === null ? {} : { cmdline: commandLine }),
    },
    boot,
    null,
    file,
  );
}

/** The size of a memory block: as lsmem shows it, as the log tells it, or as the kernel would choose it. */
export function blocksOfPartial(
  { geometry, traits }: Profile,
  boot: BootLog | null,
  snapshots: readonly LsmemSnapshot[],
  file: string,
): BlockGeometry {
  const shown = snapshots.find(({ blockBytes }) => blockBytes !== null);
  const size =
    shown?.blockBytes ??
    boot?.blockBytes ??
    memoryBlockBytes(geometry, traits.bareMetal2GiBBlocks, { endOfBootRam: boot?.earlyRanges?.at(-1)?.end });
  const answer = blockGeometry(geometry, size);
  if (answer.ok) return answer.blocks;
  throw new SourceError({
    place: { file, line: shown?.line ?? 1, column: 1 },
    read: `memory blocks of ${size} bytes`,
    expected: 'the size of a memory block',
    advice: answer.reason,
  });
}

/** More blocks than any machine has: they would be walked one by one. */
const MOST_BLOCKS = 1 << 20;

/** The blocks of a snapshot, one by one. @throws SourceError where a row is no whole blocks, or there are too many. */
export function listedBlocks(
  { rows, line }: LsmemSnapshot,
  { blockBytes }: BlockGeometry,
  { geometry }: Profile,
  file: string,
): readonly ListedBlock[] {
  const refuse = (read: string, expected: string): SourceError =>
    new SourceError({ place: { file, line, column: 1 }, read, expected });
  const blocks = new Map<number, ListedBlock>();
  for (const { start, size, ...look } of rows) {
    if (start % blockBytes !== 0 || size % blockBytes !== 0)
      throw refuse(
        `memory of 0x${size.toString(16)} bytes at 0x${start.toString(16)}`,
        `whole blocks of ${blockBytes} bytes`,
      );
    if (start + size > 2 ** geometry.maxPhysmemBits)
      throw refuse(`memory at 0x${start.toString(16)}`, `addresses below 2^${geometry.maxPhysmemBits}`);
    if (blocks.size + size / blockBytes > MOST_BLOCKS)
      throw refuse(`more than ${MOST_BLOCKS} memory blocks`, `at most ${MOST_BLOCKS}`);
    for (let block = start / blockBytes; block < (start + size) / blockBytes; block++) {
      if (blocks.has(block)) throw refuse(`memory block ${block} twice`, 'each block once');
      blocks.set(block, { block, ...look });
    }
  }
  return [...blocks.values()].sort((a, b) => a.block - b.block);
}
