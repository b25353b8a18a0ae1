import { memoryLog } from '../../events/memory-log.ts';
import { SourceError } from '../../events/problem.ts';
import { blockGeometry, memoryBlockBytes } from '../../machines/kernel/block-size.ts';
import type { Profile } from '../../machines/kernel/profile.ts';
import type { BlockGeometry } from '../../machines/kernel/ranges.ts';
import { emptyMemory } from '../memory/state.ts';
import { recordBaseline } from './boot/baseline.ts';
import { type BootLog, bootParameter, parseBootLog } from './boot/dmesg.ts';
import { parseIomem } from './boot/iomem.ts';
import { type BlockListing, parseBlockListing } from './boot/memory-blocks.ts';
import {
  type AddedFiles,
  endOf,
  evidenceFilesOf,
  NO_ADDED_FILES,
  namedIn,
  readEvidence,
  withProblemsOf,
} from './evidence-files.ts';
import type { FileSet } from './file-set.ts';
import { plainName } from './ftrace/probe.ts';
import { scanTrace } from './ftrace/scan.ts';
import { translator } from './ftrace/translator.ts';
import { joinEvidence } from './join/join.ts';
import { counted, type OnLines } from './lines.ts';
import { mergedTrace } from './merge/traces.ts';
import { type Meta, parseMeta } from './meta.ts';
import type { OpenedSource } from './opened-source.ts';
import { profileOfRecording } from './profile-of.ts';
import { recorderOn } from './recorder.ts';

const BOOT = 'steps/00-boot';
/** 2 GiB on the largest x86 machines. What is beyond all sense is refused, before it is walked section by section. */
const LARGEST_BLOCK = 64 * 2 ** 30;

function blocksOfRecording(profile: Profile, meta: Meta, boot: BootLog, listing: BlockListing | null): BlockGeometry {
  const told = meta.memoryBlockSizeBytes ?? listing?.blockBytes ?? boot.blockBytes;
  const end = boot.earlyRanges?.at(-1)?.end;
  const size = told ?? memoryBlockBytes(profile.geometry, profile.traits.bareMetal2GiBBlocks, { endOfBootRam: end });
  const answer =
    size > LARGEST_BLOCK
      ? { ok: false as const, reason: `no machine has blocks of more than ${LARGEST_BLOCK} bytes` }
      : blockGeometry(profile.geometry, size);
  if (answer.ok) return answer.blocks;
  throw new SourceError({
    place: { file: 'meta.json', line: 1, column: 1 },
    read: `memoryBlockSizeBytes ${size}`,
    expected: 'the size of a memory block',
    advice: answer.reason,
  });
}

export const yes = (value: string | null): boolean | null =>
  value === null ? null : /^(1|y|yes|on|true|force)$/i.test(value);

/** `512M`, `1G`, `0x…` as a kernel reads a size; null when it is none. */
export function sizeOf(text: string | null): number | null {
  const found = /^(0x[0-9a-f]+|\d+)([kmgt]?)$/i.exec(text ?? '');
  if (!found) return null;
  const unit = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 }[(found[2] ?? '').toLowerCase()] ?? 1;
  const size = Number(found[1]) * unit;
  return Number.isSafeInteger(size) ? size : null;
}

/**
 * Opens a recording: the boot state from what an ordinary user has, then the trace, line by line. The kernel's own section
 * table (`sections.json`) and the listings of later steps are answers, and are not read here.
 */
export function openRecording(files: FileSet, onLines?: OnLines, more: AddedFiles = NO_ADDED_FILES): OpenedSource {
  const at = (file: string): string => `${files.name}/${file}`;
  const metaText = files.text('meta.json');
  if (metaText === null || !files.has('trace.txt')) {
    throw new SourceError({
      place: { file: files.name, line: 1, column: 1 },
      read: `a folder without ${metaText === null ? 'meta.json' : 'trace.txt'}`,
      expected: 'a recording: meta.json and trace.txt, and where there are any dmesg.txt and steps/',
    });
  }
  const meta = parseMeta(at('meta.json'), metaText);
  const boot = parseBootLog(files.text('dmesg.txt') ?? '');
  const trace = mergedTrace([namedIn(files, 'trace.txt'), ...more.traces]);
  const scan = scanTrace(trace.lines());
  const profile = profileOfRecording(meta, boot, scan.numbering);
  const iomem = parseIomem(files.text(`${BOOT}/iomem.txt`) ?? '');
  const listingText = files.text(`${BOOT}/memory-blocks.tsv`);
  const listing = listingText === null ? null : parseBlockListing(listingText);
  const blocks = blocksOfRecording(profile, meta, boot, listing);
  const commandLine = meta.cmdline ?? boot.commandLine;
  const log = memoryLog();
  const recorder = recorderOn(log, emptyMemory(profile, blocks));
  recordBaseline(recorder, {
    earlyRanges: boot.earlyRanges,
    iomem: iomem?.lines ?? null,
    blocks: listing?.blocks ?? null,
    addedLater: scan.addedBeforeMark,
    kernel: {
      possibleNodes: boot.possibleNodes,
      ownMemmapParameter: yes(bootParameter(commandLine, 'memory_hotplug.memmap_on_memory')) ?? false,
      memLimit: sizeOf(bootParameter(commandLine, 'mem')),
    },
  });
  const baseline = log.position;
  const reader = translator({
    recorder,
    locate: trace.locate,
    baselineUnknown: listing === null && boot.earlyRanges === null,
    probed: meta.probesOk ? new Set(meta.probesOk.map((probe) => plainName(probe.split(/[\s(]/)[0] ?? ''))) : null,
  });
  for (const { text, complete } of counted(trace.lines(), onLines)) reader.line(text, complete);
  const summary = reader.finish();
  if (summary.lines === 0) throw emptyTrace(at('trace.txt'));
  const initial = emptyMemory(profile, blocks);
  const beside = readEvidence([...evidenceFilesOf(files), ...more.files], initial);
  const whole = joinEvidence({ log, initial, baseline }, beside, more.offsets);
  return {
    kind: 'recording',
    name: files.name,
    log: whole.log,
    initial,
    baseline: whole.baseline,
    final: endOf(recorder.state, whole.log),
    summary: withProblemsOf(summary, beside),
    files,
    scenario: meta.scenario ?? null,
    unknown: unknowns(boot, iomem, listing !== null, summary.lost),
    notes: whole.notes,
    unplaced: whole.unplaced.map(({ path }) => path),
  };
}

export const emptyTrace = (file: string): SourceError =>
  new SourceError({
    place: { file, line: 1, column: 1 },
    read: 'an empty file',
    expected: 'text of ftrace: /sys/kernel/tracing/trace, or trace_pipe, or `trace-cmd report`',
  });

/** What can't be known from this source, in words. */
function unknowns(
  boot: BootLog,
  iomem: ReturnType<typeof parseIomem>,
  listing: boolean,
  lost: number,
): readonly string[] {
  const words: string[] = [];
  if (boot.earlyRanges === null) {
    const from = iomem ? '/proc/iomem' : 'the blocks that were online, and their holes are not known';
    words.push(`no kernel log from boot: which sections are early is assumed from ${from}`);
  }
  if (!iomem) words.push('no /proc/iomem: memory holes and conflicting resources are not known');
  else if (iomem.skipped > 0) words.push(`${iomem.skipped} lines of /proc/iomem could not be read`);
  if (!listing) words.push('no sysfs listing: block states at the beginning are assumed');
  return [...words, ...lostInWords(lost)];
}

export const lostInWords = (lost: number): readonly string[] =>
  lost > 0 ? [`${lost} events were lost: what they changed is not known until a later event tells`] : [];
