import type { Profile } from '../../../machines/kernel/profile.ts';
import type { BootLog } from '../boot/dmesg.ts';
import { type EvidenceKind, type PartialFile, TEXT_KINDS } from './file.ts';

interface PartialSource {
  readonly profile: Profile;
  readonly boot: BootLog | null;
  readonly files: readonly PartialFile[];
  readonly listed: boolean;
  readonly snapshots: number;
}

function memoryInWords({ boot, listed }: PartialSource): string {
  if (boot?.earlyRanges)
    return listed
      ? 'which sections are early is known from the kernel log, which blocks there were from lsmem'
      : 'boot RAM is known from the kernel log; every block of it is taken to have been online';
  if (listed)
    return 'blocks that were online are taken for boot RAM: which sections are early, and their holes, are not known';
  if (boot?.firmwareRanges) return 'boot RAM is taken from the firmware’s map: what the kernel kept of it is not known';
  return 'nothing is known of memory at the beginning: what is told of is taken to have been there';
}

/** What can't be known from sources that tell less than a trace, in words. */
export function unknownOfPartial(source: PartialSource): readonly string[] {
  const { profile, boot, files, snapshots } = source;
  const kinds = new Set(files.map(({ kind }) => kind));
  const words = [memoryInWords(source)];
  if (boot?.release == null)
    words.push(`nothing names the kernel: read as ${profile.name}; choose another with --profile`);
  else words.push(`the memory model is not told: read as ${profile.memoryModel}; choose another with --profile`);
  if (kinds.has('uevents')) words.push(TEXT_KINDS.uevents.unknown);
  else if (snapshots > 1)
    words.push('what happened between two snapshots, when, and who asked is not known: only what is otherwise is told');
  else if (kinds.has('lsmem')) words.push('lsmem shows memory blocks at one instant: what happened is not known');
  else
    words.push(
      ...Object.entries(TEXT_KINDS).flatMap(([kind, { unknown }]) =>
        kinds.has(kind as EvidenceKind) ? [unknown] : [],
      ),
    );
  words.push('sub-section maps of hot-added memory, resources and device memory are not known');
  return words;
}
